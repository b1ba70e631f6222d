BEGIN TRANSACTION;
CREATE TABLE accounts (
	name VARCHAR(120) NOT NULL, 
	host VARCHAR(255) NOT NULL, 
	port INTEGER NOT NULL, 
	security VARCHAR(10) NOT NULL, 
	username VARCHAR(254), 
	password VARCHAR(1000), 
	sender VARCHAR(320) NOT NULL, 
	per_minute INTEGER, 
	is_default BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_accounts PRIMARY KEY (id)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE beats (
	job VARCHAR(40) NOT NULL, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME NOT NULL, 
	done INTEGER NOT NULL, 
	error VARCHAR, 
	detail JSON NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_beats PRIMARY KEY (id), 
	CONSTRAINT uq_beats_job UNIQUE (job)
);
INSERT INTO "beats" VALUES('expire','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',0,NULL,'{}',1);
INSERT INTO "beats" VALUES('remind','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',15,NULL,'{}',2);
INSERT INTO "beats" VALUES('deliver','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',0,NULL,'{}',3);
INSERT INTO "beats" VALUES('tidy','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',0,NULL,'{}',4);
INSERT INTO "beats" VALUES('beat','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',0,NULL,'{}',5);
CREATE TABLE bell (
	"key" VARCHAR(120) NOT NULL, 
	person_id INTEGER NOT NULL, 
	kind VARCHAR(60) NOT NULL, 
	subject_kind VARCHAR(40), 
	subject_id INTEGER, 
	title VARCHAR(300) NOT NULL, 
	body VARCHAR(2000) NOT NULL, 
	created_at DATETIME NOT NULL, 
	read_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_bell PRIMARY KEY (id), 
	CONSTRAINT fk_bell_person_id_users FOREIGN KEY(person_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_bell_key UNIQUE ("key")
);
CREATE TABLE calculator_items (
	name VARCHAR(200) NOT NULL, 
	type VARCHAR(120) NOT NULL, 
	price NUMERIC(14, 2) NOT NULL, 
	position INTEGER NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_calculator_items PRIMARY KEY (id), 
	CONSTRAINT uq_calculator_items_name UNIQUE (name)
);
INSERT INTO "calculator_items" VALUES('Przegląd instalacji gazowej','przegląd',420,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "calculator_items" VALUES('Przegląd kominiarski','przegląd',260,2,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "calculator_items" VALUES('Przegląd instalacji elektrycznej','przegląd',950,3,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "calculator_items" VALUES('Serwis kotła','serwis',380,4,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "calculator_items" VALUES('Serwis klimatyzacji','serwis',310,5,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "calculator_items" VALUES('Gwarancja na instalację','gwarancja',0,6,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "calculator_items" VALUES('Legalizacja wodomierzy','legalizacja',85,7,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "calculator_items" VALUES('Dozór techniczny UDT','dozór',1450,8,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "calculator_items" VALUES('Umowa serwisowa całodobowa','umowa',2400,9,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,9);
CREATE TABLE calculator_values (
	item_id INTEGER NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	price NUMERIC(14, 2), 
	position INTEGER NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_calculator_values PRIMARY KEY (id), 
	CONSTRAINT fk_calculator_values_item_id_calculator_items FOREIGN KEY(item_id) REFERENCES calculator_items (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_calculator_values_item_id_name UNIQUE (item_id, name)
);
INSERT INTO "calculator_values" VALUES(1,'roczny',NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "calculator_values" VALUES(1,'co dwa lata',690,2,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "calculator_values" VALUES(2,'półroczny',180,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "calculator_values" VALUES(2,'roczny',NULL,2,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "calculator_values" VALUES(3,'pięcioletni',NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "calculator_values" VALUES(4,'podstawowy',NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "calculator_values" VALUES(4,'rozszerzony',640,2,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "calculator_values" VALUES(5,'wiosenny',NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "calculator_values" VALUES(5,'wiosenny i jesienny',540,2,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,9);
INSERT INTO "calculator_values" VALUES(6,'2 lata',NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,10);
INSERT INTO "calculator_values" VALUES(6,'5 lat',1200,2,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,11);
INSERT INTO "calculator_values" VALUES(9,'brązowa',NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,12);
INSERT INTO "calculator_values" VALUES(9,'złota',4900,2,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,13);
CREATE TABLE client_people (
	client_id INTEGER NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	position VARCHAR(120), 
	email VARCHAR(254), 
	phone VARCHAR(20), 
	is_main BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_client_people PRIMARY KEY (id), 
	CONSTRAINT fk_client_people_client_id_clients FOREIGN KEY(client_id) REFERENCES clients (id) ON DELETE RESTRICT
);
INSERT INTO "client_people" VALUES(1,'Halina Górska','konserwator','halina.gorska.0@klient.example.test',NULL,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "client_people" VALUES(2,'Stanisław Kowalski','sekretariat','stanislaw.kowalski.1@klient.example.test',NULL,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "client_people" VALUES(2,'Magdalena Majewska','księgowa','magdalena.majewska.1@klient.example.test',NULL,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "client_people" VALUES(2,'Stanisław Lewandowski','kierownik techniczny','stanislaw.lewandowski.1@klient.example.test',NULL,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "client_people" VALUES(3,'Monika Nowak','konserwator','monika.nowak.2@klient.example.test',NULL,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "client_people" VALUES(3,'Jan Majewski','prezes','jan.majewski.2@klient.example.test',NULL,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
CREATE TABLE clients (
	is_company BOOLEAN NOT NULL, 
	name VARCHAR(250) NOT NULL, 
	first_name VARCHAR(120), 
	last_name VARCHAR(120), 
	nip VARCHAR(10), 
	email VARCHAR(254), 
	phone VARCHAR(20), 
	address VARCHAR(500), 
	note VARCHAR(10000), 
	owner_id INTEGER, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_clients PRIMARY KEY (id), 
	CONSTRAINT fk_clients_owner_id_users FOREIGN KEY(owner_id) REFERENCES users (id) ON DELETE RESTRICT
);
INSERT INTO "clients" VALUES(1,'Elektropol Białystok Sp. k.',NULL,NULL,'5250000009','elektropol.bialystok.sp.k.0@klient.example.test','+48605249308','ul. Krótka 66, 15-284 Białystok',NULL,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "clients" VALUES(1,'Gastromix Lublin Sp. j.',NULL,NULL,'5250000216',NULL,'+48693643735','ul. Słoneczna 22, 20-091 Lublin',NULL,2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "clients" VALUES(1,'Hydropol Kielce Sp. z o.o.',NULL,NULL,'5250000400','hydropol.kielce.sp.z.o.o.2@klient.example.test','+48603496245','ul. Kościuszki 22, 25-692 Kielce',NULL,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "clients" VALUES(0,'Anna Majewska','Anna','Majewska',NULL,'anna.majewska.3@klient.example.test','+48720037805','ul. Przemysłowa 88, 35-933 Rzeszów',NULL,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
CREATE TABLE contract_lines (
	contract_id INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	value_id INTEGER, 
	quantity NUMERIC(12, 3) NOT NULL, 
	price NUMERIC(14, 2) NOT NULL, 
	position INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_contract_lines PRIMARY KEY (id), 
	CONSTRAINT fk_contract_lines_contract_id_contracts FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_contract_lines_item_id_calculator_items FOREIGN KEY(item_id) REFERENCES calculator_items (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_contract_lines_value_id_calculator_values FOREIGN KEY(value_id) REFERENCES calculator_values (id) ON DELETE RESTRICT
);
INSERT INTO "contract_lines" VALUES(1,8,NULL,1,1450,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "contract_lines" VALUES(2,9,13,3,4900,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "contract_lines" VALUES(2,6,11,2,1200,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "contract_lines" VALUES(3,2,4,3,260,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "contract_lines" VALUES(4,9,12,4,2400,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "contract_lines" VALUES(5,5,8,1,310,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "contract_lines" VALUES(5,4,7,1,640,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "contract_lines" VALUES(6,3,5,3,950,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "contract_lines" VALUES(6,6,10,4,0,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,9);
INSERT INTO "contract_lines" VALUES(7,9,12,3,2400,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,10);
INSERT INTO "contract_lines" VALUES(7,2,3,2,180,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,11);
INSERT INTO "contract_lines" VALUES(7,1,1,2,420,2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,12);
INSERT INTO "contract_lines" VALUES(8,9,13,2,4900,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,13);
INSERT INTO "contract_lines" VALUES(9,9,12,2,2400,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,14);
INSERT INTO "contract_lines" VALUES(10,5,9,4,540,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,15);
INSERT INTO "contract_lines" VALUES(10,5,8,4,310,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,16);
INSERT INTO "contract_lines" VALUES(11,9,13,3,4900,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,17);
INSERT INTO "contract_lines" VALUES(12,5,9,4,540,0,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,18);
INSERT INTO "contract_lines" VALUES(12,4,7,2,640,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,19);
CREATE TABLE contract_status_changes (
	contract_id INTEGER NOT NULL, 
	from_id INTEGER, 
	to_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	by_id INTEGER, 
	comment VARCHAR(2000), 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_contract_status_changes PRIMARY KEY (id), 
	CONSTRAINT fk_contract_status_changes_contract_id_contracts FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE RESTRICT
);
INSERT INTO "contract_status_changes" VALUES(1,NULL,4,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "contract_status_changes" VALUES(2,NULL,3,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "contract_status_changes" VALUES(2,3,4,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "contract_status_changes" VALUES(3,NULL,4,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "contract_status_changes" VALUES(4,NULL,3,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "contract_status_changes" VALUES(4,3,4,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "contract_status_changes" VALUES(5,NULL,4,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "contract_status_changes" VALUES(6,NULL,5,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "contract_status_changes" VALUES(7,NULL,3,'2026-11-21 12:00:00.000000',NULL,NULL,9);
INSERT INTO "contract_status_changes" VALUES(7,3,5,'2026-11-21 12:00:00.000000',NULL,NULL,10);
INSERT INTO "contract_status_changes" VALUES(8,NULL,2,'2026-11-21 12:00:00.000000',NULL,NULL,11);
INSERT INTO "contract_status_changes" VALUES(9,NULL,4,'2026-11-21 12:00:00.000000',NULL,NULL,12);
INSERT INTO "contract_status_changes" VALUES(10,NULL,3,'2026-11-21 12:00:00.000000',NULL,NULL,13);
INSERT INTO "contract_status_changes" VALUES(10,3,4,'2026-11-21 12:00:00.000000',NULL,NULL,14);
INSERT INTO "contract_status_changes" VALUES(11,NULL,3,'2026-11-21 12:00:00.000000',NULL,NULL,15);
INSERT INTO "contract_status_changes" VALUES(12,NULL,3,'2026-11-21 12:00:00.000000',NULL,NULL,16);
INSERT INTO "contract_status_changes" VALUES(12,3,4,'2026-11-21 12:00:00.000000',NULL,NULL,17);
CREATE TABLE contract_statuses (
	name VARCHAR(120) NOT NULL, 
	colour VARCHAR(7) NOT NULL, 
	position INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_contract_statuses PRIMARY KEY (id), 
	CONSTRAINT uq_contract_statuses_colour UNIQUE (colour), 
	CONSTRAINT uq_contract_statuses_name UNIQUE (name)
);
INSERT INTO "contract_statuses" VALUES('Nowa','#2d78d2',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "contract_statuses" VALUES('Oferta wysłana','#3ca500',2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "contract_statuses" VALUES('Podpisana','#ff4b87',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "contract_statuses" VALUES('W realizacji','#697800',4,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "contract_statuses" VALUES('Zakończona','#5a2dd2',5,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "contract_statuses" VALUES('Anulowana','#00695a',6,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
CREATE TABLE contracts (
	number VARCHAR(80) NOT NULL, 
	client_id INTEGER NOT NULL, 
	owner_id INTEGER, 
	status_id INTEGER NOT NULL, 
	status_on DATE NOT NULL, 
	signed_on DATE, 
	starts_on DATE, 
	ends_on DATE, 
	note VARCHAR(10000), 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_contracts PRIMARY KEY (id), 
	CONSTRAINT fk_contracts_client_id_clients FOREIGN KEY(client_id) REFERENCES clients (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_contracts_owner_id_users FOREIGN KEY(owner_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_contracts_status_id_contract_statuses FOREIGN KEY(status_id) REFERENCES contract_statuses (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_contracts_number UNIQUE (number)
);
INSERT INTO "contracts" VALUES('U/2026/0001',1,3,4,'2026-11-21','2024-12-07','2024-12-12',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "contracts" VALUES('U/2026/0002',2,2,4,'2026-11-21','2025-11-30','2025-11-30',NULL,NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "contracts" VALUES('U/2026/0003',4,3,4,'2026-11-21','2026-06-05','2026-07-19',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "contracts" VALUES('U/2026/0004',4,3,4,'2026-11-21','2026-11-14','2026-11-21','2028-11-20',NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "contracts" VALUES('U/2026/0005',1,3,4,'2026-11-21','2026-06-04','2026-06-09','2029-06-08',NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "contracts" VALUES('U/2026/0006',4,3,5,'2026-11-21','2026-02-03','2026-03-06','2027-03-06',NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "contracts" VALUES('U/2026/0007',1,3,5,'2026-11-21','2024-07-07','2024-08-04',NULL,NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "contracts" VALUES('U/2026/0008',2,2,2,'2026-11-21',NULL,NULL,NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "contracts" VALUES('U/2026/0009',2,2,4,'2026-11-21','2026-01-04','2026-02-01',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,9);
INSERT INTO "contracts" VALUES('U/2026/0010',4,3,4,'2026-11-21','2026-08-17','2026-08-20','2027-08-20',NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,10);
INSERT INTO "contracts" VALUES('U/2026/0011',2,2,3,'2026-11-21','2026-04-29','2026-05-16',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,11);
INSERT INTO "contracts" VALUES('U/2026/0012',3,3,4,'2026-11-21','2026-05-26','2026-06-19',NULL,NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,12);
CREATE TABLE history (
	at DATETIME NOT NULL, 
	actor_id INTEGER, 
	is_office BOOLEAN NOT NULL, 
	kind VARCHAR(60) NOT NULL, 
	row_id INTEGER NOT NULL, 
	action VARCHAR(10) NOT NULL, 
	version INTEGER NOT NULL, 
	changes JSON NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_history PRIMARY KEY (id)
);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'roles',1,'created',1,'{"key": [null, "administrator"], "name": [null, "Administrator"]}',1);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',1,'created',1,'{"role_id": [null, 1], "right": [null, "clients.view"], "reach": [null, 3]}',2);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',2,'created',1,'{"role_id": [null, 1], "right": [null, "clients.create"], "reach": [null, 3]}',3);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',3,'created',1,'{"role_id": [null, 1], "right": [null, "clients.edit"], "reach": [null, 3]}',4);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',4,'created',1,'{"role_id": [null, 1], "right": [null, "clients.delete"], "reach": [null, 3]}',5);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',5,'created',1,'{"role_id": [null, 1], "right": [null, "clients.export"], "reach": [null, 3]}',6);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',6,'created',1,'{"role_id": [null, 1], "right": [null, "contracts.view"], "reach": [null, 3]}',7);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',7,'created',1,'{"role_id": [null, 1], "right": [null, "contracts.create"], "reach": [null, 3]}',8);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',8,'created',1,'{"role_id": [null, 1], "right": [null, "contracts.edit"], "reach": [null, 3]}',9);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',9,'created',1,'{"role_id": [null, 1], "right": [null, "contracts.delete"], "reach": [null, 3]}',10);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',10,'created',1,'{"role_id": [null, 1], "right": [null, "contracts.export"], "reach": [null, 3]}',11);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',11,'created',1,'{"role_id": [null, 1], "right": [null, "monitoring.view"], "reach": [null, 3]}',12);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',12,'created',1,'{"role_id": [null, 1], "right": [null, "monitoring.create"], "reach": [null, 3]}',13);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',13,'created',1,'{"role_id": [null, 1], "right": [null, "monitoring.edit"], "reach": [null, 3]}',14);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',14,'created',1,'{"role_id": [null, 1], "right": [null, "monitoring.delete"], "reach": [null, 3]}',15);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',15,'created',1,'{"role_id": [null, 1], "right": [null, "monitoring.export"], "reach": [null, 3]}',16);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',16,'created',1,'{"role_id": [null, 1], "right": [null, "calculator.view"], "reach": [null, 3]}',17);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',17,'created',1,'{"role_id": [null, 1], "right": [null, "calculator.configure"], "reach": [null, 3]}',18);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',18,'created',1,'{"role_id": [null, 1], "right": [null, "people.view"], "reach": [null, 3]}',19);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',19,'created',1,'{"role_id": [null, 1], "right": [null, "people.configure"], "reach": [null, 3]}',20);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',20,'created',1,'{"role_id": [null, 1], "right": [null, "inbox.view"], "reach": [null, 3]}',21);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',21,'created',1,'{"role_id": [null, 1], "right": [null, "inbox.edit"], "reach": [null, 3]}',22);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',22,'created',1,'{"role_id": [null, 1], "right": [null, "imports.create"], "reach": [null, 3]}',23);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',23,'created',1,'{"role_id": [null, 1], "right": [null, "history.view"], "reach": [null, 3]}',24);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',24,'created',1,'{"role_id": [null, 1], "right": [null, "office.view"], "reach": [null, 3]}',25);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',25,'created',1,'{"role_id": [null, 1], "right": [null, "office.configure"], "reach": [null, 3]}',26);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'roles',2,'created',1,'{"key": [null, "manager"], "name": [null, "Manager"]}',27);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',26,'created',1,'{"role_id": [null, 2], "right": [null, "clients.view"], "reach": [null, 3]}',28);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',27,'created',1,'{"role_id": [null, 2], "right": [null, "clients.create"], "reach": [null, 3]}',29);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',28,'created',1,'{"role_id": [null, 2], "right": [null, "clients.export"], "reach": [null, 3]}',30);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',29,'created',1,'{"role_id": [null, 2], "right": [null, "contracts.view"], "reach": [null, 3]}',31);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',30,'created',1,'{"role_id": [null, 2], "right": [null, "contracts.create"], "reach": [null, 3]}',32);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',31,'created',1,'{"role_id": [null, 2], "right": [null, "contracts.export"], "reach": [null, 3]}',33);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',32,'created',1,'{"role_id": [null, 2], "right": [null, "monitoring.view"], "reach": [null, 3]}',34);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',33,'created',1,'{"role_id": [null, 2], "right": [null, "monitoring.create"], "reach": [null, 3]}',35);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',34,'created',1,'{"role_id": [null, 2], "right": [null, "monitoring.export"], "reach": [null, 3]}',36);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',35,'created',1,'{"role_id": [null, 2], "right": [null, "clients.edit"], "reach": [null, 2]}',37);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',36,'created',1,'{"role_id": [null, 2], "right": [null, "clients.delete"], "reach": [null, 2]}',38);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',37,'created',1,'{"role_id": [null, 2], "right": [null, "contracts.edit"], "reach": [null, 2]}',39);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',38,'created',1,'{"role_id": [null, 2], "right": [null, "contracts.delete"], "reach": [null, 2]}',40);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',39,'created',1,'{"role_id": [null, 2], "right": [null, "monitoring.edit"], "reach": [null, 2]}',41);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',40,'created',1,'{"role_id": [null, 2], "right": [null, "monitoring.delete"], "reach": [null, 2]}',42);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',41,'created',1,'{"role_id": [null, 2], "right": [null, "calculator.view"], "reach": [null, 3]}',43);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',42,'created',1,'{"role_id": [null, 2], "right": [null, "calculator.configure"], "reach": [null, 3]}',44);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',43,'created',1,'{"role_id": [null, 2], "right": [null, "people.view"], "reach": [null, 3]}',45);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',44,'created',1,'{"role_id": [null, 2], "right": [null, "office.view"], "reach": [null, 3]}',46);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',45,'created',1,'{"role_id": [null, 2], "right": [null, "inbox.view"], "reach": [null, 1]}',47);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',46,'created',1,'{"role_id": [null, 2], "right": [null, "inbox.edit"], "reach": [null, 1]}',48);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',47,'created',1,'{"role_id": [null, 2], "right": [null, "history.view"], "reach": [null, 2]}',49);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'roles',3,'created',1,'{"key": [null, "employee"], "name": [null, "Employee"]}',50);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',48,'created',1,'{"role_id": [null, 3], "right": [null, "clients.view"], "reach": [null, 2]}',51);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',49,'created',1,'{"role_id": [null, 3], "right": [null, "contracts.view"], "reach": [null, 2]}',52);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',50,'created',1,'{"role_id": [null, 3], "right": [null, "monitoring.view"], "reach": [null, 2]}',53);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',51,'created',1,'{"role_id": [null, 3], "right": [null, "clients.create"], "reach": [null, 1]}',54);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',52,'created',1,'{"role_id": [null, 3], "right": [null, "clients.edit"], "reach": [null, 1]}',55);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',53,'created',1,'{"role_id": [null, 3], "right": [null, "clients.delete"], "reach": [null, 1]}',56);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',54,'created',1,'{"role_id": [null, 3], "right": [null, "contracts.create"], "reach": [null, 1]}',57);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',55,'created',1,'{"role_id": [null, 3], "right": [null, "contracts.edit"], "reach": [null, 1]}',58);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',56,'created',1,'{"role_id": [null, 3], "right": [null, "contracts.delete"], "reach": [null, 1]}',59);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',57,'created',1,'{"role_id": [null, 3], "right": [null, "monitoring.create"], "reach": [null, 1]}',60);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',58,'created',1,'{"role_id": [null, 3], "right": [null, "monitoring.edit"], "reach": [null, 1]}',61);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',59,'created',1,'{"role_id": [null, 3], "right": [null, "monitoring.delete"], "reach": [null, 1]}',62);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',60,'created',1,'{"role_id": [null, 3], "right": [null, "monitoring.export"], "reach": [null, 1]}',63);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',61,'created',1,'{"role_id": [null, 3], "right": [null, "calculator.view"], "reach": [null, 3]}',64);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',62,'created',1,'{"role_id": [null, 3], "right": [null, "people.view"], "reach": [null, 3]}',65);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',63,'created',1,'{"role_id": [null, 3], "right": [null, "inbox.view"], "reach": [null, 1]}',66);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',64,'created',1,'{"role_id": [null, 3], "right": [null, "inbox.edit"], "reach": [null, 1]}',67);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'roles',4,'created',1,'{"key": [null, "viewer"], "name": [null, "Viewer"]}',68);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',65,'created',1,'{"role_id": [null, 4], "right": [null, "clients.view"], "reach": [null, 3]}',69);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',66,'created',1,'{"role_id": [null, 4], "right": [null, "contracts.view"], "reach": [null, 3]}',70);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',67,'created',1,'{"role_id": [null, 4], "right": [null, "monitoring.view"], "reach": [null, 3]}',71);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',68,'created',1,'{"role_id": [null, 4], "right": [null, "calculator.view"], "reach": [null, 3]}',72);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',69,'created',1,'{"role_id": [null, 4], "right": [null, "people.view"], "reach": [null, 3]}',73);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',70,'created',1,'{"role_id": [null, 4], "right": [null, "inbox.view"], "reach": [null, 1]}',74);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'role_grants',71,'created',1,'{"role_id": [null, 4], "right": [null, "inbox.edit"], "reach": [null, 1]}',75);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'settings',1,'created',1,'{"key": [null, "setup.code_hash"], "value": [null, "320df337d9330518b724dfb1fd134b8a24a974409f8899d362452532cc4d6d82"]}',76);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'settings',2,'created',1,'{"key": [null, "office.name"], "value": [null, "Instalatorium Wolski"]}',77);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'settings',3,'created',1,'{"key": [null, "office.zone"], "value": [null, "Europe/Warsaw"]}',78);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'settings',4,'created',1,'{"key": [null, "office.language"], "value": [null, "pl"]}',79);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'settings',5,'created',1,'{"key": [null, "office.currency"], "value": [null, "PLN"]}',80);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'settings',6,'created',1,'{"key": [null, "office.contract_pattern"], "value": [null, "U/{year}/{number:04}"]}',81);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',1,'created',1,'{"name": [null, "Zofia Wolska"], "email": [null, "zofia.wolska@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "is_active": [null, true]}',82);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',1,'created',1,'{"user_id": [null, 1], "role_id": [null, 1]}',83);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',1,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',84);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_statuses',1,'created',1,'{"name": [null, "Nowa"], "colour": [null, "#2d78d2"], "position": [null, 1]}',85);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_statuses',2,'created',1,'{"name": [null, "Oferta wys\u0142ana"], "colour": [null, "#3ca500"], "position": [null, 2]}',86);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_statuses',3,'created',1,'{"name": [null, "Podpisana"], "colour": [null, "#ff4b87"], "position": [null, 3]}',87);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_statuses',4,'created',1,'{"name": [null, "W realizacji"], "colour": [null, "#697800"], "position": [null, 4]}',88);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_statuses',5,'created',1,'{"name": [null, "Zako\u0144czona"], "colour": [null, "#5a2dd2"], "position": [null, 5]}',89);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_statuses',6,'created',1,'{"name": [null, "Anulowana"], "colour": [null, "#00695a"], "position": [null, 6]}',90);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'settings',7,'created',1,'{"key": [null, "office.is_set_up"], "value": [null, true]}',91);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'settings',1,'changed',2,'{"value": ["320df337d9330518b724dfb1fd134b8a24a974409f8899d362452532cc4d6d82", ""]}',92);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',2,'created',1,'{"name": [null, "Marek Zieli\u0144ski"], "email": [null, "marek.zielinski@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 1], "is_active": [null, true]}',93);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',2,'created',1,'{"user_id": [null, 2], "role_id": [null, 2]}',94);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',2,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',95);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',3,'created',1,'{"name": [null, "Agnieszka Kami\u0144ska"], "email": [null, "agnieszka.kaminska@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 1], "is_active": [null, true]}',96);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',3,'created',1,'{"user_id": [null, 3], "role_id": [null, 2]}',97);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',3,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',98);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',4,'created',1,'{"name": [null, "Piotr W\u00f3jcik"], "email": [null, "piotr.wojcik@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 2], "is_active": [null, true]}',99);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',4,'created',1,'{"user_id": [null, 4], "role_id": [null, 3]}',100);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',4,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',101);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',5,'created',1,'{"name": [null, "\u0141ukasz \u017bak"], "email": [null, "lukasz.zak@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 2], "is_active": [null, true]}',102);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',5,'created',1,'{"user_id": [null, 5], "role_id": [null, 3]}',103);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',5,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',104);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',6,'created',1,'{"name": [null, "Ewa D\u0105browska"], "email": [null, "ewa.dabrowska@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 2], "is_active": [null, true]}',105);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',6,'created',1,'{"user_id": [null, 6], "role_id": [null, 3]}',106);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',6,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',107);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',7,'created',1,'{"name": [null, "Tomasz Szyma\u0144ski"], "email": [null, "tomasz.szymanski@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 2], "is_active": [null, true]}',108);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',7,'created',1,'{"user_id": [null, 7], "role_id": [null, 3]}',109);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',7,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',110);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',8,'created',1,'{"name": [null, "Natalia Kowalczyk"], "email": [null, "natalia.kowalczyk@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 3], "is_active": [null, true]}',111);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',8,'created',1,'{"user_id": [null, 8], "role_id": [null, 3]}',112);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',8,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',113);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',9,'created',1,'{"name": [null, "Micha\u0142 Jankowski"], "email": [null, "michal.jankowski@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 3], "is_active": [null, true]}',114);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',9,'created',1,'{"user_id": [null, 9], "role_id": [null, 3]}',115);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',9,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',116);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',10,'created',1,'{"name": [null, "Karolina Mazur"], "email": [null, "karolina.mazur@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 3], "is_active": [null, true]}',117);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',10,'created',1,'{"user_id": [null, 10], "role_id": [null, 3]}',118);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',10,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',119);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',11,'created',1,'{"name": [null, "Gra\u017cyna \u015aliwi\u0144ska"], "email": [null, "grazyna.sliwinska@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 1], "is_active": [null, true]}',120);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',11,'created',1,'{"user_id": [null, 11], "role_id": [null, 4]}',121);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',11,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',122);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',12,'created',1,'{"name": [null, "Stanis\u0142aw B\u0105k"], "email": [null, "stanislaw.bak@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 2], "is_active": [null, true]}',123);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',12,'created',1,'{"user_id": [null, 12], "role_id": [null, 3]}',124);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'users',13,'created',1,'{"name": [null, "Jerzy \u0106wik\u0142a"], "email": [null, "jerzy.cwikla@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 2], "is_active": [null, true]}',125);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'user_roles',13,'created',1,'{"user_id": [null, 13], "role_id": [null, 3]}',126);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'teams',1,'created',1,'{"name": [null, "Serwis"]}',127);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'team_members',1,'created',1,'{"team_id": [null, 1], "user_id": [null, 2]}',128);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'team_members',2,'created',1,'{"team_id": [null, 1], "user_id": [null, 4]}',129);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'team_members',3,'created',1,'{"team_id": [null, 1], "user_id": [null, 5]}',130);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'team_members',4,'created',1,'{"team_id": [null, 1], "user_id": [null, 6]}',131);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'team_members',5,'created',1,'{"team_id": [null, 1], "user_id": [null, 7]}',132);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'team_members',6,'created',1,'{"team_id": [null, 1], "user_id": [null, 12]}',133);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'team_members',7,'created',1,'{"team_id": [null, 1], "user_id": [null, 13]}',134);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'teams',2,'created',1,'{"name": [null, "Handlowcy"]}',135);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'team_members',8,'created',1,'{"team_id": [null, 2], "user_id": [null, 3]}',136);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'team_members',9,'created',1,'{"team_id": [null, 2], "user_id": [null, 8]}',137);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'team_members',10,'created',1,'{"team_id": [null, 2], "user_id": [null, 9]}',138);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'team_members',11,'created',1,'{"team_id": [null, 2], "user_id": [null, 10]}',139);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'teams',3,'created',1,'{"name": [null, "Biuro"]}',140);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'team_members',12,'created',1,'{"team_id": [null, 3], "user_id": [null, 11]}',141);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_items',1,'created',1,'{"name": [null, "Przegl\u0105d instalacji gazowej"], "type": [null, "przegl\u0105d"], "price": [null, "420.00"], "position": [null, 1], "is_active": [null, true]}',142);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',1,'created',1,'{"item_id": [null, 1], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 12], "unit": [null, "month"], "ladder_id": [null, 1], "cancels_on_leave": [null, true], "is_active": [null, true]}',143);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',1,'created',1,'{"rule_id": [null, 1], "kind": [null, "contract_owner"]}',144);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',1,'created',1,'{"item_id": [null, 1], "name": [null, "roczny"], "position": [null, 1], "is_active": [null, true]}',145);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',2,'created',1,'{"item_id": [null, 1], "name": [null, "co dwa lata"], "price": [null, "690.00"], "position": [null, 2], "is_active": [null, true]}',146);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',2,'created',1,'{"item_id": [null, 1], "value_id": [null, 2], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 24], "unit": [null, "month"], "ladder_id": [null, 1], "cancels_on_leave": [null, true], "is_active": [null, true]}',147);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',2,'created',1,'{"rule_id": [null, 2], "kind": [null, "contract_owner"]}',148);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_items',2,'created',1,'{"name": [null, "Przegl\u0105d kominiarski"], "type": [null, "przegl\u0105d"], "price": [null, "260.00"], "position": [null, 2], "is_active": [null, true]}',149);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',3,'created',1,'{"item_id": [null, 2], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 12], "unit": [null, "month"], "ladder_id": [null, 2], "cancels_on_leave": [null, false], "is_active": [null, true]}',150);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',3,'created',1,'{"rule_id": [null, 3], "kind": [null, "contract_owner"]}',151);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',3,'created',1,'{"item_id": [null, 2], "name": [null, "p\u00f3\u0142roczny"], "price": [null, "180.00"], "position": [null, 1], "is_active": [null, true]}',152);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',4,'created',1,'{"item_id": [null, 2], "value_id": [null, 3], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 6], "unit": [null, "month"], "ladder_id": [null, 2], "cancels_on_leave": [null, false], "is_active": [null, true]}',153);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',4,'created',1,'{"rule_id": [null, 4], "kind": [null, "contract_owner"]}',154);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',4,'created',1,'{"item_id": [null, 2], "name": [null, "roczny"], "position": [null, 2], "is_active": [null, true]}',155);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_items',3,'created',1,'{"name": [null, "Przegl\u0105d instalacji elektrycznej"], "type": [null, "przegl\u0105d"], "price": [null, "950.00"], "position": [null, 3], "is_active": [null, true]}',156);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',5,'created',1,'{"item_id": [null, 3], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 60], "unit": [null, "month"], "ladder_id": [null, 3], "cancels_on_leave": [null, true], "is_active": [null, true]}',157);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',5,'created',1,'{"rule_id": [null, 5], "kind": [null, "contract_owner"]}',158);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',5,'created',1,'{"item_id": [null, 3], "name": [null, "pi\u0119cioletni"], "position": [null, 1], "is_active": [null, true]}',159);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_items',4,'created',1,'{"name": [null, "Serwis kot\u0142a"], "type": [null, "serwis"], "price": [null, "380.00"], "position": [null, 4], "is_active": [null, true]}',160);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',6,'created',1,'{"item_id": [null, 4], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 12], "unit": [null, "month"], "ladder_id": [null, 1], "cancels_on_leave": [null, false], "is_active": [null, true]}',161);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',6,'created',1,'{"rule_id": [null, 6], "kind": [null, "contract_owner"]}',162);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',6,'created',1,'{"item_id": [null, 4], "name": [null, "podstawowy"], "position": [null, 1], "is_active": [null, true]}',163);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',7,'created',1,'{"item_id": [null, 4], "name": [null, "rozszerzony"], "price": [null, "640.00"], "position": [null, 2], "is_active": [null, true]}',164);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_items',5,'created',1,'{"name": [null, "Serwis klimatyzacji"], "type": [null, "serwis"], "price": [null, "310.00"], "position": [null, 5], "is_active": [null, true]}',165);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',7,'created',1,'{"item_id": [null, 5], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 12], "unit": [null, "month"], "ladder_id": [null, 2], "cancels_on_leave": [null, true], "is_active": [null, true]}',166);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',7,'created',1,'{"rule_id": [null, 7], "kind": [null, "contract_owner"]}',167);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',8,'created',1,'{"item_id": [null, 5], "name": [null, "wiosenny"], "position": [null, 1], "is_active": [null, true]}',168);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',9,'created',1,'{"item_id": [null, 5], "name": [null, "wiosenny i jesienny"], "price": [null, "540.00"], "position": [null, 2], "is_active": [null, true]}',169);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',8,'created',1,'{"item_id": [null, 5], "value_id": [null, 9], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 6], "unit": [null, "month"], "ladder_id": [null, 2], "cancels_on_leave": [null, true], "is_active": [null, true]}',170);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',8,'created',1,'{"rule_id": [null, 8], "kind": [null, "contract_owner"]}',171);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_items',6,'created',1,'{"name": [null, "Gwarancja na instalacj\u0119"], "type": [null, "gwarancja"], "price": [null, "0.00"], "position": [null, 6], "is_active": [null, true]}',172);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',9,'created',1,'{"item_id": [null, 6], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 24], "unit": [null, "month"], "ladder_id": [null, 3], "cancels_on_leave": [null, false], "is_active": [null, true]}',173);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',9,'created',1,'{"rule_id": [null, 9], "kind": [null, "contract_owner"]}',174);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',10,'created',1,'{"item_id": [null, 6], "name": [null, "2 lata"], "position": [null, 1], "is_active": [null, true]}',175);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',11,'created',1,'{"item_id": [null, 6], "name": [null, "5 lat"], "price": [null, "1200.00"], "position": [null, 2], "is_active": [null, true]}',176);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',10,'created',1,'{"item_id": [null, 6], "value_id": [null, 11], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 60], "unit": [null, "month"], "ladder_id": [null, 3], "cancels_on_leave": [null, false], "is_active": [null, true]}',177);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',10,'created',1,'{"rule_id": [null, 10], "kind": [null, "contract_owner"]}',178);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_items',7,'created',1,'{"name": [null, "Legalizacja wodomierzy"], "type": [null, "legalizacja"], "price": [null, "85.00"], "position": [null, 7], "is_active": [null, true]}',179);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',11,'created',1,'{"item_id": [null, 7], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 60], "unit": [null, "month"], "ladder_id": [null, 1], "cancels_on_leave": [null, true], "is_active": [null, true]}',180);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',11,'created',1,'{"rule_id": [null, 11], "kind": [null, "contract_owner"]}',181);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_items',8,'created',1,'{"name": [null, "Doz\u00f3r techniczny UDT"], "type": [null, "doz\u00f3r"], "price": [null, "1450.00"], "position": [null, 8], "is_active": [null, true]}',182);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',12,'created',1,'{"item_id": [null, 8], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 12], "unit": [null, "month"], "ladder_id": [null, 2], "cancels_on_leave": [null, false], "is_active": [null, true]}',183);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',12,'created',1,'{"rule_id": [null, 12], "kind": [null, "contract_owner"]}',184);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_items',9,'created',1,'{"name": [null, "Umowa serwisowa ca\u0142odobowa"], "type": [null, "umowa"], "price": [null, "2400.00"], "position": [null, 9], "is_active": [null, true]}',185);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_rules',13,'created',1,'{"item_id": [null, 9], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 12], "unit": [null, "month"], "ladder_id": [null, 3], "cancels_on_leave": [null, true], "is_active": [null, true]}',186);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'rule_recipients',13,'created',1,'{"rule_id": [null, 13], "kind": [null, "contract_owner"]}',187);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',12,'created',1,'{"item_id": [null, 9], "name": [null, "br\u0105zowa"], "position": [null, 1], "is_active": [null, true]}',188);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'calculator_values',13,'created',1,'{"item_id": [null, 9], "name": [null, "z\u0142ota"], "price": [null, "4900.00"], "position": [null, 2], "is_active": [null, true]}',189);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'settings',8,'created',1,'{"key": [null, "monitoring.default_recipients"], "value": [null, [{"kind": "team", "person_id": null, "team_id": 1}]]}',190);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'clients',1,'created',1,'{"is_company": [null, true], "name": [null, "Elektropol Bia\u0142ystok Sp. k."], "nip": [null, "5250000009"], "email": [null, "elektropol.bialystok.sp.k.0@klient.example.test"], "phone": [null, "+48605249308"], "address": [null, "ul. Kr\u00f3tka 66, 15-284 Bia\u0142ystok"], "owner_id": [null, 3]}',191);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'client_people',1,'created',1,'{"client_id": [null, 1], "name": [null, "Halina G\u00f3rska"], "position": [null, "konserwator"], "email": [null, "halina.gorska.0@klient.example.test"], "is_main": [null, true]}',192);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'clients',2,'created',1,'{"is_company": [null, true], "name": [null, "Gastromix Lublin Sp. j."], "nip": [null, "5250000216"], "phone": [null, "+48693643735"], "address": [null, "ul. S\u0142oneczna 22, 20-091 Lublin"], "owner_id": [null, 2]}',193);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'client_people',2,'created',1,'{"client_id": [null, 2], "name": [null, "Stanis\u0142aw Kowalski"], "position": [null, "sekretariat"], "email": [null, "stanislaw.kowalski.1@klient.example.test"], "is_main": [null, true]}',194);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'client_people',3,'created',1,'{"client_id": [null, 2], "name": [null, "Magdalena Majewska"], "position": [null, "ksi\u0119gowa"], "email": [null, "magdalena.majewska.1@klient.example.test"], "is_main": [null, false]}',195);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'client_people',4,'created',1,'{"client_id": [null, 2], "name": [null, "Stanis\u0142aw Lewandowski"], "position": [null, "kierownik techniczny"], "email": [null, "stanislaw.lewandowski.1@klient.example.test"], "is_main": [null, false]}',196);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'clients',3,'created',1,'{"is_company": [null, true], "name": [null, "Hydropol Kielce Sp. z o.o."], "nip": [null, "5250000400"], "email": [null, "hydropol.kielce.sp.z.o.o.2@klient.example.test"], "phone": [null, "+48603496245"], "address": [null, "ul. Ko\u015bciuszki 22, 25-692 Kielce"], "owner_id": [null, 3]}',197);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'client_people',5,'created',1,'{"client_id": [null, 3], "name": [null, "Monika Nowak"], "position": [null, "konserwator"], "email": [null, "monika.nowak.2@klient.example.test"], "is_main": [null, true]}',198);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'client_people',6,'created',1,'{"client_id": [null, 3], "name": [null, "Jan Majewski"], "position": [null, "prezes"], "email": [null, "jan.majewski.2@klient.example.test"], "is_main": [null, false]}',199);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'clients',4,'created',1,'{"is_company": [null, false], "name": [null, "Anna Majewska"], "first_name": [null, "Anna"], "last_name": [null, "Majewska"], "email": [null, "anna.majewska.3@klient.example.test"], "phone": [null, "+48720037805"], "address": [null, "ul. Przemys\u0142owa 88, 35-933 Rzesz\u00f3w"], "owner_id": [null, 3]}',200);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',1,'created',1,'{"number": [null, "U/2026/0001"], "client_id": [null, 1], "owner_id": [null, 3], "status_id": [null, 4], "status_on": [null, "2026-11-21"], "signed_on": [null, "2024-12-07"], "starts_on": [null, "2024-12-12"]}',201);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',1,'created',1,'{"contract_id": [null, 1], "item_id": [null, 8], "quantity": [null, "1.000"], "price": [null, "1450.00"], "position": [null, 0]}',202);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',1,'created',1,'{"title": [null, "Doz\u00f3r techniczny UDT"], "type": [null, "doz\u00f3r"], "client_id": [null, 1], "contract_id": [null, 1], "line_id": [null, 1], "rule_id": [null, 12], "starts_on": [null, "2024-12-12"], "ends_on": [null, "2025-12-11"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 2]}',203);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',1,'created',1,'{"monitoring_id": [null, 1], "kind": [null, "contract_owner"]}',204);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',2,'created',1,'{"number": [null, "U/2026/0002"], "client_id": [null, 2], "owner_id": [null, 2], "status_id": [null, 3], "status_on": [null, "2026-11-21"], "signed_on": [null, "2025-11-30"], "starts_on": [null, "2025-11-30"]}',205);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',2,'created',1,'{"contract_id": [null, 2], "item_id": [null, 9], "value_id": [null, 13], "quantity": [null, "3.000"], "price": [null, "4900.00"], "position": [null, 0]}',206);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',3,'created',1,'{"contract_id": [null, 2], "item_id": [null, 6], "value_id": [null, 11], "quantity": [null, "2.000"], "price": [null, "1200.00"], "position": [null, 1]}',207);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',2,'changed',2,'{"status_id": [3, 4]}',208);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',2,'created',1,'{"title": [null, "Umowa serwisowa ca\u0142odobowa \u2013 z\u0142ota"], "type": [null, "umowa"], "client_id": [null, 2], "contract_id": [null, 2], "line_id": [null, 2], "rule_id": [null, 13], "starts_on": [null, "2025-11-30"], "ends_on": [null, "2026-11-29"], "state": [null, "active"], "assigned_id": [null, 2], "ladder_id": [null, 3]}',209);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',3,'created',1,'{"title": [null, "Gwarancja na instalacj\u0119 \u2013 5 lat"], "type": [null, "gwarancja"], "client_id": [null, 2], "contract_id": [null, 2], "line_id": [null, 3], "rule_id": [null, 10], "starts_on": [null, "2025-11-30"], "ends_on": [null, "2030-11-29"], "state": [null, "active"], "assigned_id": [null, 2], "ladder_id": [null, 3]}',210);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',2,'created',1,'{"monitoring_id": [null, 2], "kind": [null, "contract_owner"]}',211);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',3,'created',1,'{"monitoring_id": [null, 3], "kind": [null, "contract_owner"]}',212);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',3,'created',1,'{"number": [null, "U/2026/0003"], "client_id": [null, 4], "owner_id": [null, 3], "status_id": [null, 4], "status_on": [null, "2026-11-21"], "signed_on": [null, "2026-06-05"], "starts_on": [null, "2026-07-19"]}',213);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',4,'created',1,'{"contract_id": [null, 3], "item_id": [null, 2], "value_id": [null, 4], "quantity": [null, "3.000"], "price": [null, "260.00"], "position": [null, 0]}',214);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',4,'created',1,'{"title": [null, "Przegl\u0105d kominiarski \u2013 roczny"], "type": [null, "przegl\u0105d"], "client_id": [null, 4], "contract_id": [null, 3], "line_id": [null, 4], "rule_id": [null, 3], "starts_on": [null, "2026-07-19"], "ends_on": [null, "2027-07-18"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 2]}',215);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',4,'created',1,'{"monitoring_id": [null, 4], "kind": [null, "contract_owner"]}',216);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',4,'created',1,'{"number": [null, "U/2026/0004"], "client_id": [null, 4], "owner_id": [null, 3], "status_id": [null, 3], "status_on": [null, "2026-11-21"], "signed_on": [null, "2026-11-14"], "starts_on": [null, "2026-11-21"], "ends_on": [null, "2028-11-20"]}',217);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',5,'created',1,'{"contract_id": [null, 4], "item_id": [null, 9], "value_id": [null, 12], "quantity": [null, "4.000"], "price": [null, "2400.00"], "position": [null, 0]}',218);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',4,'changed',2,'{"status_id": [3, 4]}',219);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',5,'created',1,'{"title": [null, "Umowa serwisowa ca\u0142odobowa \u2013 br\u0105zowa"], "type": [null, "umowa"], "client_id": [null, 4], "contract_id": [null, 4], "line_id": [null, 5], "rule_id": [null, 13], "starts_on": [null, "2026-11-21"], "ends_on": [null, "2027-11-20"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 3]}',220);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',5,'created',1,'{"monitoring_id": [null, 5], "kind": [null, "contract_owner"]}',221);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',5,'created',1,'{"number": [null, "U/2026/0005"], "client_id": [null, 1], "owner_id": [null, 3], "status_id": [null, 4], "status_on": [null, "2026-11-21"], "signed_on": [null, "2026-06-04"], "starts_on": [null, "2026-06-09"], "ends_on": [null, "2029-06-08"]}',222);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',6,'created',1,'{"contract_id": [null, 5], "item_id": [null, 5], "value_id": [null, 8], "quantity": [null, "1.000"], "price": [null, "310.00"], "position": [null, 0]}',223);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',7,'created',1,'{"contract_id": [null, 5], "item_id": [null, 4], "value_id": [null, 7], "quantity": [null, "1.000"], "price": [null, "640.00"], "position": [null, 1]}',224);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',6,'created',1,'{"title": [null, "Serwis klimatyzacji \u2013 wiosenny"], "type": [null, "serwis"], "client_id": [null, 1], "contract_id": [null, 5], "line_id": [null, 6], "rule_id": [null, 7], "starts_on": [null, "2026-06-09"], "ends_on": [null, "2027-06-08"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 2]}',225);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',7,'created',1,'{"title": [null, "Serwis kot\u0142a \u2013 rozszerzony"], "type": [null, "serwis"], "client_id": [null, 1], "contract_id": [null, 5], "line_id": [null, 7], "rule_id": [null, 6], "starts_on": [null, "2026-06-09"], "ends_on": [null, "2027-06-08"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 1]}',226);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',6,'created',1,'{"monitoring_id": [null, 6], "kind": [null, "contract_owner"]}',227);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',7,'created',1,'{"monitoring_id": [null, 7], "kind": [null, "contract_owner"]}',228);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',6,'created',1,'{"number": [null, "U/2026/0006"], "client_id": [null, 4], "owner_id": [null, 3], "status_id": [null, 5], "status_on": [null, "2026-11-21"], "signed_on": [null, "2026-02-03"], "starts_on": [null, "2026-03-06"], "ends_on": [null, "2027-03-06"]}',229);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',8,'created',1,'{"contract_id": [null, 6], "item_id": [null, 3], "value_id": [null, 5], "quantity": [null, "3.000"], "price": [null, "950.00"], "position": [null, 0]}',230);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',9,'created',1,'{"contract_id": [null, 6], "item_id": [null, 6], "value_id": [null, 10], "quantity": [null, "4.000"], "price": [null, "0"], "position": [null, 1]}',231);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',7,'created',1,'{"number": [null, "U/2026/0007"], "client_id": [null, 1], "owner_id": [null, 3], "status_id": [null, 3], "status_on": [null, "2026-11-21"], "signed_on": [null, "2024-07-07"], "starts_on": [null, "2024-08-04"]}',232);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',10,'created',1,'{"contract_id": [null, 7], "item_id": [null, 9], "value_id": [null, 12], "quantity": [null, "3.000"], "price": [null, "2400.00"], "position": [null, 0]}',233);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',11,'created',1,'{"contract_id": [null, 7], "item_id": [null, 2], "value_id": [null, 3], "quantity": [null, "2.000"], "price": [null, "180.00"], "position": [null, 1]}',234);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',12,'created',1,'{"contract_id": [null, 7], "item_id": [null, 1], "value_id": [null, 1], "quantity": [null, "2.000"], "price": [null, "420.00"], "position": [null, 2]}',235);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',7,'changed',2,'{"status_id": [3, 5]}',236);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',8,'created',1,'{"number": [null, "U/2026/0008"], "client_id": [null, 2], "owner_id": [null, 2], "status_id": [null, 2], "status_on": [null, "2026-11-21"]}',237);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',13,'created',1,'{"contract_id": [null, 8], "item_id": [null, 9], "value_id": [null, 13], "quantity": [null, "2.000"], "price": [null, "4900.00"], "position": [null, 0]}',238);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',9,'created',1,'{"number": [null, "U/2026/0009"], "client_id": [null, 2], "owner_id": [null, 2], "status_id": [null, 4], "status_on": [null, "2026-11-21"], "signed_on": [null, "2026-01-04"], "starts_on": [null, "2026-02-01"]}',239);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',14,'created',1,'{"contract_id": [null, 9], "item_id": [null, 9], "value_id": [null, 12], "quantity": [null, "2.000"], "price": [null, "2400.00"], "position": [null, 0]}',240);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',8,'created',1,'{"title": [null, "Umowa serwisowa ca\u0142odobowa \u2013 br\u0105zowa"], "type": [null, "umowa"], "client_id": [null, 2], "contract_id": [null, 9], "line_id": [null, 14], "rule_id": [null, 13], "starts_on": [null, "2026-02-01"], "ends_on": [null, "2027-01-31"], "state": [null, "active"], "assigned_id": [null, 2], "ladder_id": [null, 3]}',241);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',8,'created',1,'{"monitoring_id": [null, 8], "kind": [null, "contract_owner"]}',242);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',10,'created',1,'{"number": [null, "U/2026/0010"], "client_id": [null, 4], "owner_id": [null, 3], "status_id": [null, 3], "status_on": [null, "2026-11-21"], "signed_on": [null, "2026-08-17"], "starts_on": [null, "2026-08-20"], "ends_on": [null, "2027-08-20"]}',243);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',15,'created',1,'{"contract_id": [null, 10], "item_id": [null, 5], "value_id": [null, 9], "quantity": [null, "4.000"], "price": [null, "540.00"], "position": [null, 0]}',244);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',16,'created',1,'{"contract_id": [null, 10], "item_id": [null, 5], "value_id": [null, 8], "quantity": [null, "4.000"], "price": [null, "310.00"], "position": [null, 1]}',245);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',10,'changed',2,'{"status_id": [3, 4]}',246);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',9,'created',1,'{"title": [null, "Serwis klimatyzacji \u2013 wiosenny i jesienny"], "type": [null, "serwis"], "client_id": [null, 4], "contract_id": [null, 10], "line_id": [null, 15], "rule_id": [null, 8], "starts_on": [null, "2026-08-20"], "ends_on": [null, "2027-02-19"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 2]}',247);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',10,'created',1,'{"title": [null, "Serwis klimatyzacji \u2013 wiosenny"], "type": [null, "serwis"], "client_id": [null, 4], "contract_id": [null, 10], "line_id": [null, 16], "rule_id": [null, 7], "starts_on": [null, "2026-08-20"], "ends_on": [null, "2027-08-19"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 2]}',248);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',9,'created',1,'{"monitoring_id": [null, 9], "kind": [null, "contract_owner"]}',249);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',10,'created',1,'{"monitoring_id": [null, 10], "kind": [null, "contract_owner"]}',250);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',11,'created',1,'{"number": [null, "U/2026/0011"], "client_id": [null, 2], "owner_id": [null, 2], "status_id": [null, 3], "status_on": [null, "2026-11-21"], "signed_on": [null, "2026-04-29"], "starts_on": [null, "2026-05-16"]}',251);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',17,'created',1,'{"contract_id": [null, 11], "item_id": [null, 9], "value_id": [null, 13], "quantity": [null, "3.000"], "price": [null, "4900.00"], "position": [null, 0]}',252);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',12,'created',1,'{"number": [null, "U/2026/0012"], "client_id": [null, 3], "owner_id": [null, 3], "status_id": [null, 3], "status_on": [null, "2026-11-21"], "signed_on": [null, "2026-05-26"], "starts_on": [null, "2026-06-19"]}',253);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',18,'created',1,'{"contract_id": [null, 12], "item_id": [null, 5], "value_id": [null, 9], "quantity": [null, "4.000"], "price": [null, "540.00"], "position": [null, 0]}',254);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contract_lines',19,'created',1,'{"contract_id": [null, 12], "item_id": [null, 4], "value_id": [null, 7], "quantity": [null, "2.000"], "price": [null, "640.00"], "position": [null, 1]}',255);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'contracts',12,'changed',2,'{"status_id": [3, 4]}',256);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',11,'created',1,'{"title": [null, "Serwis klimatyzacji \u2013 wiosenny i jesienny"], "type": [null, "serwis"], "client_id": [null, 3], "contract_id": [null, 12], "line_id": [null, 18], "rule_id": [null, 8], "starts_on": [null, "2026-06-19"], "ends_on": [null, "2026-12-18"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 2]}',257);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',12,'created',1,'{"title": [null, "Serwis kot\u0142a \u2013 rozszerzony"], "type": [null, "serwis"], "client_id": [null, 3], "contract_id": [null, 12], "line_id": [null, 19], "rule_id": [null, 6], "starts_on": [null, "2026-06-19"], "ends_on": [null, "2027-06-18"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 1]}',258);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',11,'created',1,'{"monitoring_id": [null, 11], "kind": [null, "contract_owner"]}',259);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',12,'created',1,'{"monitoring_id": [null, 12], "kind": [null, "contract_owner"]}',260);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',13,'created',1,'{"title": [null, "Koniec r\u0119kojmi"], "type": [null, "kontrola"], "client_id": [null, 2], "contract_id": [null, 11], "starts_on": [null, "2026-01-16"], "ends_on": [null, "2026-04-15"], "state": [null, "active"], "assigned_id": [null, 2], "ladder_id": [null, 3]}',261);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',13,'created',1,'{"monitoring_id": [null, 13], "kind": [null, "contract_owner"]}',262);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',14,'created',1,'{"monitoring_id": [null, 13], "kind": [null, "client_owner"]}',263);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',14,'created',1,'{"title": [null, "Badanie ci\u015bnieniowe"], "type": [null, "kontrola"], "client_id": [null, 2], "contract_id": [null, 8], "starts_on": [null, "2026-10-25"], "ends_on": [null, "2028-10-23"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 3]}',264);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',15,'created',1,'{"monitoring_id": [null, 14], "kind": [null, "contract_owner"]}',265);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',15,'created',1,'{"title": [null, "Wymiana filtr\u00f3w"], "type": [null, "kontrola"], "client_id": [null, 3], "contract_id": [null, 12], "starts_on": [null, "2025-07-09"], "ends_on": [null, "2026-07-08"], "state": [null, "active"], "assigned_id": [null, 2], "ladder_id": [null, 2]}',266);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',16,'created',1,'{"monitoring_id": [null, 15], "kind": [null, "contract_owner"]}',267);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',16,'created',1,'{"title": [null, "Badanie ci\u015bnieniowe"], "type": [null, "polisa"], "client_id": [null, 2], "contract_id": [null, 9], "starts_on": [null, "2026-05-29"], "ends_on": [null, "2026-11-24"], "state": [null, "active"], "assigned_id": [null, 10], "ladder_id": [null, 3]}',268);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',17,'created',1,'{"monitoring_id": [null, 16], "kind": [null, "contract_owner"]}',269);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',17,'created',1,'{"title": [null, "Kontrola szczelno\u015bci"], "type": [null, "licencja"], "client_id": [null, 2], "contract_id": [null, 2], "starts_on": [null, "2025-09-28"], "ends_on": [null, "2026-09-27"], "state": [null, "active"], "assigned_id": [null, 4], "ladder_id": [null, 3]}',270);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',18,'created',1,'{"monitoring_id": [null, 17], "kind": [null, "contract_owner"]}',271);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',19,'created',1,'{"monitoring_id": [null, 17], "kind": [null, "client_owner"]}',272);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',18,'created',1,'{"title": [null, "Odczyt licznik\u00f3w"], "type": [null, "polisa"], "client_id": [null, 1], "contract_id": [null, 5], "starts_on": [null, "2027-01-16"], "ends_on": [null, "2028-01-15"], "state": [null, "scheduled"], "assigned_id": [null, 4], "ladder_id": [null, 1]}',273);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',20,'created',1,'{"monitoring_id": [null, 18], "kind": [null, "contract_owner"]}',274);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',19,'created',1,'{"title": [null, "Przed\u0142u\u017cenie licencji"], "type": [null, "r\u0119kojmia"], "client_id": [null, 1], "contract_id": [null, 7], "starts_on": [null, "2026-10-22"], "ends_on": [null, "2028-10-20"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 2]}',275);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',21,'created',1,'{"monitoring_id": [null, 19], "kind": [null, "contract_owner"]}',276);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',20,'created',1,'{"title": [null, "Koniec r\u0119kojmi"], "type": [null, "kontrola"], "client_id": [null, 1], "contract_id": [null, 1], "starts_on": [null, "2026-06-30"], "ends_on": [null, "2028-06-28"], "state": [null, "active"], "assigned_id": [null, 9], "ladder_id": [null, 2]}',277);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',22,'created',1,'{"monitoring_id": [null, 20], "kind": [null, "contract_owner"]}',278);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',21,'created',1,'{"title": [null, "Wymiana filtr\u00f3w"], "type": [null, "kontrola"], "client_id": [null, 1], "contract_id": [null, 7], "starts_on": [null, "2026-03-09"], "ends_on": [null, "2026-06-06"], "state": [null, "active"], "assigned_id": [null, 6], "ladder_id": [null, 3]}',279);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',23,'created',1,'{"monitoring_id": [null, 21], "kind": [null, "contract_owner"]}',280);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',22,'created',1,'{"title": [null, "Koniec r\u0119kojmi"], "type": [null, "polisa"], "client_id": [null, 3], "contract_id": [null, 12], "starts_on": [null, "2026-08-13"], "ends_on": [null, "2027-08-12"], "state": [null, "active"], "assigned_id": [null, 11], "ladder_id": [null, 3]}',281);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',24,'created',1,'{"monitoring_id": [null, 22], "kind": [null, "contract_owner"]}',282);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',23,'created',1,'{"title": [null, "Przed\u0142u\u017cenie licencji"], "type": [null, "polisa"], "client_id": [null, 2], "contract_id": [null, 8], "starts_on": [null, "2025-12-18"], "ends_on": [null, "2026-03-17"], "state": [null, "active"], "assigned_id": [null, 5], "ladder_id": [null, 1]}',283);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',25,'created',1,'{"monitoring_id": [null, 23], "kind": [null, "contract_owner"]}',284);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',24,'created',1,'{"title": [null, "Kontrola szczelno\u015bci"], "type": [null, "r\u0119kojmia"], "client_id": [null, 1], "contract_id": [null, 5], "starts_on": [null, "2026-11-13"], "ends_on": [null, "2027-11-12"], "state": [null, "active"], "assigned_id": [null, 12], "ladder_id": [null, 3]}',285);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',26,'created',1,'{"monitoring_id": [null, 24], "kind": [null, "contract_owner"]}',286);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',25,'created',1,'{"title": [null, "Odczyt licznik\u00f3w"], "type": [null, "kontrola"], "client_id": [null, 4], "contract_id": [null, 4], "starts_on": [null, "2026-01-27"], "ends_on": [null, "2028-01-26"], "state": [null, "active"], "assigned_id": [null, 2], "ladder_id": [null, 2]}',287);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',27,'created',1,'{"monitoring_id": [null, 25], "kind": [null, "contract_owner"]}',288);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',26,'created',1,'{"title": [null, "Koniec r\u0119kojmi"], "type": [null, "licencja"], "client_id": [null, 2], "contract_id": [null, 9], "starts_on": [null, "2027-01-08"], "ends_on": [null, "2028-01-07"], "state": [null, "scheduled"], "assigned_id": [null, 3], "ladder_id": [null, 1]}',289);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',28,'created',1,'{"monitoring_id": [null, 26], "kind": [null, "contract_owner"]}',290);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',27,'created',1,'{"title": [null, "Odczyt licznik\u00f3w"], "type": [null, "polisa"], "client_id": [null, 2], "contract_id": [null, 9], "starts_on": [null, "2026-07-28"], "ends_on": [null, "2027-07-27"], "state": [null, "active"], "assigned_id": [null, 4], "ladder_id": [null, 3]}',291);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',29,'created',1,'{"monitoring_id": [null, 27], "kind": [null, "contract_owner"]}',292);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',28,'created',1,'{"title": [null, "Odnowienie polisy"], "type": [null, "polisa"], "client_id": [null, 1], "contract_id": [null, 5], "starts_on": [null, "2025-10-04"], "ends_on": [null, "2026-10-03"], "state": [null, "active"], "assigned_id": [null, 9], "ladder_id": [null, 3]}',293);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',30,'created',1,'{"monitoring_id": [null, 28], "kind": [null, "contract_owner"]}',294);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',29,'created',1,'{"title": [null, "Odczyt licznik\u00f3w"], "type": [null, "licencja"], "client_id": [null, 1], "contract_id": [null, 1], "starts_on": [null, "2025-09-17"], "ends_on": [null, "2027-09-16"], "state": [null, "active"], "assigned_id": [null, 4], "ladder_id": [null, 1]}',295);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',31,'created',1,'{"monitoring_id": [null, 29], "kind": [null, "contract_owner"]}',296);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',32,'created',1,'{"monitoring_id": [null, 29], "kind": [null, "client_owner"]}',297);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',30,'created',1,'{"title": [null, "Koniec r\u0119kojmi"], "type": [null, "licencja"], "client_id": [null, 4], "contract_id": [null, 10], "starts_on": [null, "2026-08-27"], "ends_on": [null, "2028-08-25"], "state": [null, "active"], "assigned_id": [null, 2], "ladder_id": [null, 2]}',298);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitoring_recipients',33,'created',1,'{"monitoring_id": [null, 30], "kind": [null, "contract_owner"]}',299);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',3,'changed',2,'{"state": ["active", "cancelled"]}',300);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',1,'changed',2,'{"state": ["active", "finished"]}',301);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',13,'changed',2,'{"state": ["active", "finished"]}',302);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',15,'changed',2,'{"state": ["active", "finished"]}',303);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',17,'changed',2,'{"state": ["active", "finished"]}',304);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',21,'changed',2,'{"state": ["active", "finished"]}',305);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',23,'changed',2,'{"state": ["active", "finished"]}',306);
INSERT INTO "history" VALUES('2026-11-21 12:00:00.000000',NULL,1,'monitorings',28,'changed',2,'{"state": ["active", "finished"]}',307);
CREATE TABLE import_rows (
	import_id INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	import_key VARCHAR(300) NOT NULL, 
	row_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_import_rows PRIMARY KEY (id), 
	CONSTRAINT fk_import_rows_import_id_imports FOREIGN KEY(import_id) REFERENCES imports (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_import_rows_kind_import_key UNIQUE (kind, import_key)
);
CREATE TABLE imports (
	source VARCHAR(200) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	created INTEGER NOT NULL, 
	updated INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	ended_at DATETIME, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_imports PRIMARY KEY (id)
);
CREATE TABLE ladder_steps (
	ladder_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	anchor VARCHAR(10) NOT NULL, 
	count INTEGER NOT NULL, 
	unit VARCHAR(10) NOT NULL, 
	is_before BOOLEAN NOT NULL, 
	at TIME NOT NULL, 
	fresh_days INTEGER, 
	channels JSON NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_ladder_steps PRIMARY KEY (id), 
	CONSTRAINT fk_ladder_steps_ladder_id_ladders FOREIGN KEY(ladder_id) REFERENCES ladders (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_ladder_steps_ladder_id_position UNIQUE (ladder_id, position)
);
INSERT INTO "ladder_steps" VALUES(1,0,'end',30,'day',1,'09:00:00.000000',3,'["bell", "email"]',1);
INSERT INTO "ladder_steps" VALUES(1,1,'end',7,'day',1,'09:00:00.000000',3,'["bell", "email"]',2);
INSERT INTO "ladder_steps" VALUES(2,0,'end',2,'month',1,'09:00:00.000000',3,'["bell", "email"]',3);
INSERT INTO "ladder_steps" VALUES(2,1,'end',2,'week',1,'09:00:00.000000',3,'["bell", "email"]',4);
INSERT INTO "ladder_steps" VALUES(2,2,'end',1,'day',1,'09:00:00.000000',3,'["bell", "email"]',5);
INSERT INTO "ladder_steps" VALUES(3,0,'end',14,'day',1,'09:00:00.000000',3,'["bell", "email"]',6);
CREATE TABLE ladders (
	fingerprint VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_ladders PRIMARY KEY (id), 
	CONSTRAINT uq_ladders_fingerprint UNIQUE (fingerprint)
);
INSERT INTO "ladders" VALUES('cd3498055a3780c2404a13e1188aba783d09d70ffe40d23eaf7599c5beb46c94','2026-11-21 12:00:00.000000',1);
INSERT INTO "ladders" VALUES('e171fb08473a13616caa5ff0d970d9a7e41dd25a026edea797f6fb15065e79e1','2026-11-21 12:00:00.000000',2);
INSERT INTO "ladders" VALUES('152efd68308c42c525534ffa03b07f5aa0a1cf74e7efe2827eb941fc61844f59','2026-11-21 12:00:00.000000',3);
CREATE TABLE ledger (
	subject_kind VARCHAR(40) NOT NULL, 
	subject_id INTEGER NOT NULL, 
	step_id INTEGER NOT NULL, 
	reference_on DATE NOT NULL, 
	due_at DATETIME NOT NULL, 
	try_at DATETIME NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	created_at DATETIME NOT NULL, 
	settled_at DATETIME, 
	was_late BOOLEAN NOT NULL, 
	failures INTEGER NOT NULL, 
	reason VARCHAR(500), 
	told JSON NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_ledger PRIMARY KEY (id), 
	CONSTRAINT fk_ledger_step_id_ladder_steps FOREIGN KEY(step_id) REFERENCES ladder_steps (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_ledger_subject_kind_subject_id_step_id_reference_on UNIQUE (subject_kind, subject_id, step_id, reference_on)
);
INSERT INTO "ledger" VALUES('monitoring',1,3,'2025-12-11','2025-10-11 07:00:00.000000','2025-10-11 07:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',1);
INSERT INTO "ledger" VALUES('monitoring',1,4,'2025-12-11','2025-11-27 08:00:00.000000','2025-11-27 08:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',2);
INSERT INTO "ledger" VALUES('monitoring',1,5,'2025-12-11','2025-12-10 08:00:00.000000','2025-12-10 08:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',3);
INSERT INTO "ledger" VALUES('monitoring',2,6,'2026-11-29','2026-11-15 08:00:00.000000','2026-11-15 08:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',4);
INSERT INTO "ledger" VALUES('monitoring',3,6,'2030-11-29','2030-11-15 08:00:00.000000','2030-11-15 08:00:00.000000','cancelled','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',0,0,'reminders.reason.cancelled','{}',5);
INSERT INTO "ledger" VALUES('monitoring',4,3,'2027-07-18','2027-05-18 07:00:00.000000','2027-05-18 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',6);
INSERT INTO "ledger" VALUES('monitoring',4,4,'2027-07-18','2027-07-04 07:00:00.000000','2027-07-04 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',7);
INSERT INTO "ledger" VALUES('monitoring',4,5,'2027-07-18','2027-07-17 07:00:00.000000','2027-07-17 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',8);
INSERT INTO "ledger" VALUES('monitoring',5,6,'2027-11-20','2027-11-06 08:00:00.000000','2027-11-06 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',9);
INSERT INTO "ledger" VALUES('monitoring',6,3,'2027-06-08','2027-04-08 07:00:00.000000','2027-04-08 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',10);
INSERT INTO "ledger" VALUES('monitoring',6,4,'2027-06-08','2027-05-25 07:00:00.000000','2027-05-25 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',11);
INSERT INTO "ledger" VALUES('monitoring',6,5,'2027-06-08','2027-06-07 07:00:00.000000','2027-06-07 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',12);
INSERT INTO "ledger" VALUES('monitoring',7,1,'2027-06-08','2027-05-09 07:00:00.000000','2027-05-09 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',13);
INSERT INTO "ledger" VALUES('monitoring',7,2,'2027-06-08','2027-06-01 07:00:00.000000','2027-06-01 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',14);
INSERT INTO "ledger" VALUES('monitoring',8,6,'2027-01-31','2027-01-17 08:00:00.000000','2027-01-17 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',15);
INSERT INTO "ledger" VALUES('monitoring',9,3,'2027-02-19','2026-12-19 08:00:00.000000','2026-12-19 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',16);
INSERT INTO "ledger" VALUES('monitoring',9,4,'2027-02-19','2027-02-05 08:00:00.000000','2027-02-05 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',17);
INSERT INTO "ledger" VALUES('monitoring',9,5,'2027-02-19','2027-02-18 08:00:00.000000','2027-02-18 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',18);
INSERT INTO "ledger" VALUES('monitoring',10,3,'2027-08-19','2027-06-19 07:00:00.000000','2027-06-19 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',19);
INSERT INTO "ledger" VALUES('monitoring',10,4,'2027-08-19','2027-08-05 07:00:00.000000','2027-08-05 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',20);
INSERT INTO "ledger" VALUES('monitoring',10,5,'2027-08-19','2027-08-18 07:00:00.000000','2027-08-18 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',21);
INSERT INTO "ledger" VALUES('monitoring',11,3,'2026-12-18','2026-10-18 07:00:00.000000','2026-10-18 07:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',22);
INSERT INTO "ledger" VALUES('monitoring',11,4,'2026-12-18','2026-12-04 08:00:00.000000','2026-12-04 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',23);
INSERT INTO "ledger" VALUES('monitoring',11,5,'2026-12-18','2026-12-17 08:00:00.000000','2026-12-17 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',24);
INSERT INTO "ledger" VALUES('monitoring',12,1,'2027-06-18','2027-05-19 07:00:00.000000','2027-05-19 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',25);
INSERT INTO "ledger" VALUES('monitoring',12,2,'2027-06-18','2027-06-11 07:00:00.000000','2027-06-11 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',26);
INSERT INTO "ledger" VALUES('monitoring',13,6,'2026-04-15','2026-04-01 07:00:00.000000','2026-04-01 07:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',27);
INSERT INTO "ledger" VALUES('monitoring',14,6,'2028-10-23','2028-10-09 07:00:00.000000','2028-10-09 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',28);
INSERT INTO "ledger" VALUES('monitoring',15,3,'2026-07-08','2026-05-08 07:00:00.000000','2026-05-08 07:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',29);
INSERT INTO "ledger" VALUES('monitoring',15,4,'2026-07-08','2026-06-24 07:00:00.000000','2026-06-24 07:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',30);
INSERT INTO "ledger" VALUES('monitoring',15,5,'2026-07-08','2026-07-07 07:00:00.000000','2026-07-07 07:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',31);
INSERT INTO "ledger" VALUES('monitoring',16,6,'2026-11-24','2026-11-10 08:00:00.000000','2026-11-10 08:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',32);
INSERT INTO "ledger" VALUES('monitoring',17,6,'2026-09-27','2026-09-13 07:00:00.000000','2026-09-13 07:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',33);
INSERT INTO "ledger" VALUES('monitoring',18,1,'2028-01-15','2027-12-16 08:00:00.000000','2027-12-16 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',34);
INSERT INTO "ledger" VALUES('monitoring',18,2,'2028-01-15','2028-01-08 08:00:00.000000','2028-01-08 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',35);
INSERT INTO "ledger" VALUES('monitoring',19,3,'2028-10-20','2028-08-20 07:00:00.000000','2028-08-20 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',36);
INSERT INTO "ledger" VALUES('monitoring',19,4,'2028-10-20','2028-10-06 07:00:00.000000','2028-10-06 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',37);
INSERT INTO "ledger" VALUES('monitoring',19,5,'2028-10-20','2028-10-19 07:00:00.000000','2028-10-19 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',38);
INSERT INTO "ledger" VALUES('monitoring',20,3,'2028-06-28','2028-04-28 07:00:00.000000','2028-04-28 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',39);
INSERT INTO "ledger" VALUES('monitoring',20,4,'2028-06-28','2028-06-14 07:00:00.000000','2028-06-14 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',40);
INSERT INTO "ledger" VALUES('monitoring',20,5,'2028-06-28','2028-06-27 07:00:00.000000','2028-06-27 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',41);
INSERT INTO "ledger" VALUES('monitoring',21,6,'2026-06-06','2026-05-23 07:00:00.000000','2026-05-23 07:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',42);
INSERT INTO "ledger" VALUES('monitoring',22,6,'2027-08-12','2027-07-29 07:00:00.000000','2027-07-29 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',43);
INSERT INTO "ledger" VALUES('monitoring',23,1,'2026-03-17','2026-02-15 08:00:00.000000','2026-02-15 08:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',44);
INSERT INTO "ledger" VALUES('monitoring',23,2,'2026-03-17','2026-03-10 08:00:00.000000','2026-03-10 08:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',45);
INSERT INTO "ledger" VALUES('monitoring',24,6,'2027-11-12','2027-10-29 07:00:00.000000','2027-10-29 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',46);
INSERT INTO "ledger" VALUES('monitoring',25,3,'2028-01-26','2027-11-26 08:00:00.000000','2027-11-26 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',47);
INSERT INTO "ledger" VALUES('monitoring',25,4,'2028-01-26','2028-01-12 08:00:00.000000','2028-01-12 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',48);
INSERT INTO "ledger" VALUES('monitoring',25,5,'2028-01-26','2028-01-25 08:00:00.000000','2028-01-25 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',49);
INSERT INTO "ledger" VALUES('monitoring',26,1,'2028-01-07','2027-12-08 08:00:00.000000','2027-12-08 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',50);
INSERT INTO "ledger" VALUES('monitoring',26,2,'2028-01-07','2027-12-31 08:00:00.000000','2027-12-31 08:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',51);
INSERT INTO "ledger" VALUES('monitoring',27,6,'2027-07-27','2027-07-13 07:00:00.000000','2027-07-13 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',52);
INSERT INTO "ledger" VALUES('monitoring',28,6,'2026-10-03','2026-09-19 07:00:00.000000','2026-09-19 07:00:00.000000','late','2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',1,0,'reminders.reason.late','{}',53);
INSERT INTO "ledger" VALUES('monitoring',29,1,'2027-09-16','2027-08-17 07:00:00.000000','2027-08-17 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',54);
INSERT INTO "ledger" VALUES('monitoring',29,2,'2027-09-16','2027-09-09 07:00:00.000000','2027-09-09 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',55);
INSERT INTO "ledger" VALUES('monitoring',30,3,'2028-08-25','2028-06-25 07:00:00.000000','2028-06-25 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',56);
INSERT INTO "ledger" VALUES('monitoring',30,4,'2028-08-25','2028-08-11 07:00:00.000000','2028-08-11 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',57);
INSERT INTO "ledger" VALUES('monitoring',30,5,'2028-08-25','2028-08-24 07:00:00.000000','2028-08-24 07:00:00.000000','planned','2026-11-21 12:00:00.000000',NULL,0,0,NULL,'{}',58);
CREATE TABLE monitoring_recipients (
	monitoring_id INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	person_id INTEGER, 
	team_id INTEGER, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_monitoring_recipients PRIMARY KEY (id), 
	CONSTRAINT fk_monitoring_recipients_monitoring_id_monitorings FOREIGN KEY(monitoring_id) REFERENCES monitorings (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitoring_recipients_person_id_users FOREIGN KEY(person_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitoring_recipients_team_id_teams FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE RESTRICT
);
INSERT INTO "monitoring_recipients" VALUES(1,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "monitoring_recipients" VALUES(2,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "monitoring_recipients" VALUES(3,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "monitoring_recipients" VALUES(4,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "monitoring_recipients" VALUES(5,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "monitoring_recipients" VALUES(6,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "monitoring_recipients" VALUES(7,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "monitoring_recipients" VALUES(8,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "monitoring_recipients" VALUES(9,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,9);
INSERT INTO "monitoring_recipients" VALUES(10,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,10);
INSERT INTO "monitoring_recipients" VALUES(11,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,11);
INSERT INTO "monitoring_recipients" VALUES(12,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,12);
INSERT INTO "monitoring_recipients" VALUES(13,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,13);
INSERT INTO "monitoring_recipients" VALUES(13,'client_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,14);
INSERT INTO "monitoring_recipients" VALUES(14,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,15);
INSERT INTO "monitoring_recipients" VALUES(15,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,16);
INSERT INTO "monitoring_recipients" VALUES(16,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,17);
INSERT INTO "monitoring_recipients" VALUES(17,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,18);
INSERT INTO "monitoring_recipients" VALUES(17,'client_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,19);
INSERT INTO "monitoring_recipients" VALUES(18,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,20);
INSERT INTO "monitoring_recipients" VALUES(19,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,21);
INSERT INTO "monitoring_recipients" VALUES(20,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,22);
INSERT INTO "monitoring_recipients" VALUES(21,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,23);
INSERT INTO "monitoring_recipients" VALUES(22,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,24);
INSERT INTO "monitoring_recipients" VALUES(23,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,25);
INSERT INTO "monitoring_recipients" VALUES(24,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,26);
INSERT INTO "monitoring_recipients" VALUES(25,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,27);
INSERT INTO "monitoring_recipients" VALUES(26,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,28);
INSERT INTO "monitoring_recipients" VALUES(27,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,29);
INSERT INTO "monitoring_recipients" VALUES(28,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,30);
INSERT INTO "monitoring_recipients" VALUES(29,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,31);
INSERT INTO "monitoring_recipients" VALUES(29,'client_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,32);
INSERT INTO "monitoring_recipients" VALUES(30,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,33);
CREATE TABLE monitoring_rules (
	item_id INTEGER NOT NULL, 
	value_id INTEGER, 
	status_id INTEGER NOT NULL, 
	starts VARCHAR(20) NOT NULL, 
	duration INTEGER NOT NULL, 
	unit VARCHAR(10) NOT NULL, 
	ladder_id INTEGER NOT NULL, 
	assigned_id INTEGER, 
	cancels_on_leave BOOLEAN NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_monitoring_rules PRIMARY KEY (id), 
	CONSTRAINT fk_monitoring_rules_assigned_id_users FOREIGN KEY(assigned_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitoring_rules_item_id_calculator_items FOREIGN KEY(item_id) REFERENCES calculator_items (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitoring_rules_ladder_id_ladders FOREIGN KEY(ladder_id) REFERENCES ladders (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitoring_rules_status_id_contract_statuses FOREIGN KEY(status_id) REFERENCES contract_statuses (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitoring_rules_value_id_calculator_values FOREIGN KEY(value_id) REFERENCES calculator_values (id) ON DELETE RESTRICT
);
INSERT INTO "monitoring_rules" VALUES(1,NULL,4,'contract_start',12,'month',1,NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "monitoring_rules" VALUES(1,2,4,'contract_start',24,'month',1,NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "monitoring_rules" VALUES(2,NULL,4,'contract_start',12,'month',2,NULL,0,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "monitoring_rules" VALUES(2,3,4,'contract_start',6,'month',2,NULL,0,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "monitoring_rules" VALUES(3,NULL,4,'contract_start',60,'month',3,NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "monitoring_rules" VALUES(4,NULL,4,'contract_start',12,'month',1,NULL,0,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "monitoring_rules" VALUES(5,NULL,4,'contract_start',12,'month',2,NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "monitoring_rules" VALUES(5,9,4,'contract_start',6,'month',2,NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "monitoring_rules" VALUES(6,NULL,4,'contract_start',24,'month',3,NULL,0,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,9);
INSERT INTO "monitoring_rules" VALUES(6,11,4,'contract_start',60,'month',3,NULL,0,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,10);
INSERT INTO "monitoring_rules" VALUES(7,NULL,4,'contract_start',60,'month',1,NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,11);
INSERT INTO "monitoring_rules" VALUES(8,NULL,4,'contract_start',12,'month',2,NULL,0,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,12);
INSERT INTO "monitoring_rules" VALUES(9,NULL,4,'contract_start',12,'month',3,NULL,1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,13);
CREATE TABLE monitorings (
	title VARCHAR(250) NOT NULL, 
	type VARCHAR(120) NOT NULL, 
	client_id INTEGER NOT NULL, 
	contract_id INTEGER NOT NULL, 
	line_id INTEGER, 
	rule_id INTEGER, 
	starts_on DATE NOT NULL, 
	ends_on DATE, 
	state VARCHAR(10) NOT NULL, 
	assigned_id INTEGER, 
	ladder_id INTEGER, 
	note VARCHAR(10000), 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_monitorings PRIMARY KEY (id), 
	CONSTRAINT fk_monitorings_assigned_id_users FOREIGN KEY(assigned_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitorings_client_id_clients FOREIGN KEY(client_id) REFERENCES clients (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitorings_contract_id_contracts FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitorings_ladder_id_ladders FOREIGN KEY(ladder_id) REFERENCES ladders (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitorings_line_id_contract_lines FOREIGN KEY(line_id) REFERENCES contract_lines (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitorings_rule_id_monitoring_rules FOREIGN KEY(rule_id) REFERENCES monitoring_rules (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_monitorings_line_id_rule_id_starts_on UNIQUE (line_id, rule_id, starts_on)
);
INSERT INTO "monitorings" VALUES('Dozór techniczny UDT','dozór',1,1,1,12,'2024-12-12','2025-12-11','finished',3,2,NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "monitorings" VALUES('Umowa serwisowa całodobowa – złota','umowa',2,2,2,13,'2025-11-30','2026-11-29','active',2,3,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "monitorings" VALUES('Gwarancja na instalację – 5 lat','gwarancja',2,2,3,10,'2025-11-30','2030-11-29','cancelled',2,3,NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "monitorings" VALUES('Przegląd kominiarski – roczny','przegląd',4,3,4,3,'2026-07-19','2027-07-18','active',3,2,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "monitorings" VALUES('Umowa serwisowa całodobowa – brązowa','umowa',4,4,5,13,'2026-11-21','2027-11-20','active',3,3,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "monitorings" VALUES('Serwis klimatyzacji – wiosenny','serwis',1,5,6,7,'2026-06-09','2027-06-08','active',3,2,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "monitorings" VALUES('Serwis kotła – rozszerzony','serwis',1,5,7,6,'2026-06-09','2027-06-08','active',3,1,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "monitorings" VALUES('Umowa serwisowa całodobowa – brązowa','umowa',2,9,14,13,'2026-02-01','2027-01-31','active',2,3,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "monitorings" VALUES('Serwis klimatyzacji – wiosenny i jesienny','serwis',4,10,15,8,'2026-08-20','2027-02-19','active',3,2,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,9);
INSERT INTO "monitorings" VALUES('Serwis klimatyzacji – wiosenny','serwis',4,10,16,7,'2026-08-20','2027-08-19','active',3,2,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,10);
INSERT INTO "monitorings" VALUES('Serwis klimatyzacji – wiosenny i jesienny','serwis',3,12,18,8,'2026-06-19','2026-12-18','active',3,2,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,11);
INSERT INTO "monitorings" VALUES('Serwis kotła – rozszerzony','serwis',3,12,19,6,'2026-06-19','2027-06-18','active',3,1,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,12);
INSERT INTO "monitorings" VALUES('Koniec rękojmi','kontrola',2,11,NULL,NULL,'2026-01-16','2026-04-15','finished',2,3,NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,13);
INSERT INTO "monitorings" VALUES('Badanie ciśnieniowe','kontrola',2,8,NULL,NULL,'2026-10-25','2028-10-23','active',3,3,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,14);
INSERT INTO "monitorings" VALUES('Wymiana filtrów','kontrola',3,12,NULL,NULL,'2025-07-09','2026-07-08','finished',2,2,NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,15);
INSERT INTO "monitorings" VALUES('Badanie ciśnieniowe','polisa',2,9,NULL,NULL,'2026-05-29','2026-11-24','active',10,3,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,16);
INSERT INTO "monitorings" VALUES('Kontrola szczelności','licencja',2,2,NULL,NULL,'2025-09-28','2026-09-27','finished',4,3,NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,17);
INSERT INTO "monitorings" VALUES('Odczyt liczników','polisa',1,5,NULL,NULL,'2027-01-16','2028-01-15','scheduled',4,1,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,18);
INSERT INTO "monitorings" VALUES('Przedłużenie licencji','rękojmia',1,7,NULL,NULL,'2026-10-22','2028-10-20','active',3,2,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,19);
INSERT INTO "monitorings" VALUES('Koniec rękojmi','kontrola',1,1,NULL,NULL,'2026-06-30','2028-06-28','active',9,2,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,20);
INSERT INTO "monitorings" VALUES('Wymiana filtrów','kontrola',1,7,NULL,NULL,'2026-03-09','2026-06-06','finished',6,3,NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,21);
INSERT INTO "monitorings" VALUES('Koniec rękojmi','polisa',3,12,NULL,NULL,'2026-08-13','2027-08-12','active',11,3,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,22);
INSERT INTO "monitorings" VALUES('Przedłużenie licencji','polisa',2,8,NULL,NULL,'2025-12-18','2026-03-17','finished',5,1,NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,23);
INSERT INTO "monitorings" VALUES('Kontrola szczelności','rękojmia',1,5,NULL,NULL,'2026-11-13','2027-11-12','active',12,3,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,24);
INSERT INTO "monitorings" VALUES('Odczyt liczników','kontrola',4,4,NULL,NULL,'2026-01-27','2028-01-26','active',2,2,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,25);
INSERT INTO "monitorings" VALUES('Koniec rękojmi','licencja',2,9,NULL,NULL,'2027-01-08','2028-01-07','scheduled',3,1,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,26);
INSERT INTO "monitorings" VALUES('Odczyt liczników','polisa',2,9,NULL,NULL,'2026-07-28','2027-07-27','active',4,3,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,27);
INSERT INTO "monitorings" VALUES('Odnowienie polisy','polisa',1,5,NULL,NULL,'2025-10-04','2026-10-03','finished',9,3,NULL,2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,28);
INSERT INTO "monitorings" VALUES('Odczyt liczników','licencja',1,1,NULL,NULL,'2025-09-17','2027-09-16','active',4,1,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,29);
INSERT INTO "monitorings" VALUES('Koniec rękojmi','licencja',4,10,NULL,NULL,'2026-08-27','2028-08-25','active',2,2,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,30);
CREATE TABLE outbox (
	"key" VARCHAR(160) NOT NULL, 
	kind VARCHAR(60) NOT NULL, 
	channel VARCHAR(20) NOT NULL, 
	person_id INTEGER, 
	address VARCHAR(320) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	account_id INTEGER, 
	subject_kind VARCHAR(40), 
	subject_id INTEGER, 
	ledger_id INTEGER, 
	title VARCHAR(300) NOT NULL, 
	text VARCHAR NOT NULL, 
	html VARCHAR NOT NULL, 
	message_id VARCHAR(200) NOT NULL, 
	language VARCHAR(5) NOT NULL, 
	extra JSON NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	created_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	next_try_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	leased_until DATETIME, 
	leased_by VARCHAR(60), 
	sent_at DATETIME, 
	error VARCHAR(1000), 
	is_account_trouble BOOLEAN NOT NULL, 
	lost_leases INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_outbox PRIMARY KEY (id), 
	CONSTRAINT uq_outbox_key UNIQUE ("key")
);
CREATE TABLE role_grants (
	role_id INTEGER NOT NULL, 
	"right" VARCHAR(60) NOT NULL, 
	reach INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_role_grants PRIMARY KEY (id), 
	CONSTRAINT fk_role_grants_role_id_roles FOREIGN KEY(role_id) REFERENCES roles (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_role_grants_role_id_right UNIQUE (role_id, "right")
);
INSERT INTO "role_grants" VALUES(1,'clients.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "role_grants" VALUES(1,'clients.create',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "role_grants" VALUES(1,'clients.edit',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "role_grants" VALUES(1,'clients.delete',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "role_grants" VALUES(1,'clients.export',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "role_grants" VALUES(1,'contracts.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "role_grants" VALUES(1,'contracts.create',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "role_grants" VALUES(1,'contracts.edit',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "role_grants" VALUES(1,'contracts.delete',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,9);
INSERT INTO "role_grants" VALUES(1,'contracts.export',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,10);
INSERT INTO "role_grants" VALUES(1,'monitoring.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,11);
INSERT INTO "role_grants" VALUES(1,'monitoring.create',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,12);
INSERT INTO "role_grants" VALUES(1,'monitoring.edit',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,13);
INSERT INTO "role_grants" VALUES(1,'monitoring.delete',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,14);
INSERT INTO "role_grants" VALUES(1,'monitoring.export',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,15);
INSERT INTO "role_grants" VALUES(1,'calculator.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,16);
INSERT INTO "role_grants" VALUES(1,'calculator.configure',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,17);
INSERT INTO "role_grants" VALUES(1,'people.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,18);
INSERT INTO "role_grants" VALUES(1,'people.configure',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,19);
INSERT INTO "role_grants" VALUES(1,'inbox.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,20);
INSERT INTO "role_grants" VALUES(1,'inbox.edit',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,21);
INSERT INTO "role_grants" VALUES(1,'imports.create',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,22);
INSERT INTO "role_grants" VALUES(1,'history.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,23);
INSERT INTO "role_grants" VALUES(1,'office.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,24);
INSERT INTO "role_grants" VALUES(1,'office.configure',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,25);
INSERT INTO "role_grants" VALUES(2,'clients.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,26);
INSERT INTO "role_grants" VALUES(2,'clients.create',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,27);
INSERT INTO "role_grants" VALUES(2,'clients.export',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,28);
INSERT INTO "role_grants" VALUES(2,'contracts.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,29);
INSERT INTO "role_grants" VALUES(2,'contracts.create',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,30);
INSERT INTO "role_grants" VALUES(2,'contracts.export',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,31);
INSERT INTO "role_grants" VALUES(2,'monitoring.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,32);
INSERT INTO "role_grants" VALUES(2,'monitoring.create',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,33);
INSERT INTO "role_grants" VALUES(2,'monitoring.export',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,34);
INSERT INTO "role_grants" VALUES(2,'clients.edit',2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,35);
INSERT INTO "role_grants" VALUES(2,'clients.delete',2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,36);
INSERT INTO "role_grants" VALUES(2,'contracts.edit',2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,37);
INSERT INTO "role_grants" VALUES(2,'contracts.delete',2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,38);
INSERT INTO "role_grants" VALUES(2,'monitoring.edit',2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,39);
INSERT INTO "role_grants" VALUES(2,'monitoring.delete',2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,40);
INSERT INTO "role_grants" VALUES(2,'calculator.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,41);
INSERT INTO "role_grants" VALUES(2,'calculator.configure',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,42);
INSERT INTO "role_grants" VALUES(2,'people.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,43);
INSERT INTO "role_grants" VALUES(2,'office.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,44);
INSERT INTO "role_grants" VALUES(2,'inbox.view',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,45);
INSERT INTO "role_grants" VALUES(2,'inbox.edit',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,46);
INSERT INTO "role_grants" VALUES(2,'history.view',2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,47);
INSERT INTO "role_grants" VALUES(3,'clients.view',2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,48);
INSERT INTO "role_grants" VALUES(3,'contracts.view',2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,49);
INSERT INTO "role_grants" VALUES(3,'monitoring.view',2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,50);
INSERT INTO "role_grants" VALUES(3,'clients.create',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,51);
INSERT INTO "role_grants" VALUES(3,'clients.edit',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,52);
INSERT INTO "role_grants" VALUES(3,'clients.delete',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,53);
INSERT INTO "role_grants" VALUES(3,'contracts.create',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,54);
INSERT INTO "role_grants" VALUES(3,'contracts.edit',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,55);
INSERT INTO "role_grants" VALUES(3,'contracts.delete',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,56);
INSERT INTO "role_grants" VALUES(3,'monitoring.create',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,57);
INSERT INTO "role_grants" VALUES(3,'monitoring.edit',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,58);
INSERT INTO "role_grants" VALUES(3,'monitoring.delete',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,59);
INSERT INTO "role_grants" VALUES(3,'monitoring.export',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,60);
INSERT INTO "role_grants" VALUES(3,'calculator.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,61);
INSERT INTO "role_grants" VALUES(3,'people.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,62);
INSERT INTO "role_grants" VALUES(3,'inbox.view',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,63);
INSERT INTO "role_grants" VALUES(3,'inbox.edit',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,64);
INSERT INTO "role_grants" VALUES(4,'clients.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,65);
INSERT INTO "role_grants" VALUES(4,'contracts.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,66);
INSERT INTO "role_grants" VALUES(4,'monitoring.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,67);
INSERT INTO "role_grants" VALUES(4,'calculator.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,68);
INSERT INTO "role_grants" VALUES(4,'people.view',3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,69);
INSERT INTO "role_grants" VALUES(4,'inbox.view',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,70);
INSERT INTO "role_grants" VALUES(4,'inbox.edit',1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,71);
CREATE TABLE roles (
	"key" VARCHAR(40), 
	name VARCHAR(120) NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_roles PRIMARY KEY (id), 
	CONSTRAINT uq_roles_key UNIQUE ("key"), 
	CONSTRAINT uq_roles_name UNIQUE (name)
);
INSERT INTO "roles" VALUES('administrator','Administrator',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "roles" VALUES('manager','Manager',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "roles" VALUES('employee','Employee',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "roles" VALUES('viewer','Viewer',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
CREATE TABLE rule_recipients (
	rule_id INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	person_id INTEGER, 
	team_id INTEGER, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_rule_recipients PRIMARY KEY (id), 
	CONSTRAINT fk_rule_recipients_person_id_users FOREIGN KEY(person_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_rule_recipients_rule_id_monitoring_rules FOREIGN KEY(rule_id) REFERENCES monitoring_rules (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_rule_recipients_team_id_teams FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE RESTRICT
);
INSERT INTO "rule_recipients" VALUES(1,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "rule_recipients" VALUES(2,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "rule_recipients" VALUES(3,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "rule_recipients" VALUES(4,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "rule_recipients" VALUES(5,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "rule_recipients" VALUES(6,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "rule_recipients" VALUES(7,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "rule_recipients" VALUES(8,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "rule_recipients" VALUES(9,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,9);
INSERT INTO "rule_recipients" VALUES(10,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,10);
INSERT INTO "rule_recipients" VALUES(11,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,11);
INSERT INTO "rule_recipients" VALUES(12,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,12);
INSERT INTO "rule_recipients" VALUES(13,'contract_owner',NULL,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,13);
CREATE TABLE settings (
	"key" VARCHAR(80) NOT NULL, 
	value JSON NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_settings PRIMARY KEY (id), 
	CONSTRAINT uq_settings_key UNIQUE ("key")
);
INSERT INTO "settings" VALUES('setup.code_hash','""',2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "settings" VALUES('office.name','"Instalatorium Wolski"',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "settings" VALUES('office.zone','"Europe/Warsaw"',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "settings" VALUES('office.language','"pl"',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "settings" VALUES('office.currency','"PLN"',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "settings" VALUES('office.contract_pattern','"U/{year}/{number:04}"',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "settings" VALUES('office.is_set_up','true',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "settings" VALUES('monitoring.default_recipients','[{"kind": "team", "person_id": null, "team_id": 1}]',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
CREATE TABLE sign_ins (
	user_id INTEGER NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	address VARCHAR(64) NOT NULL, 
	agent VARCHAR(200) NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_sign_ins PRIMARY KEY (id), 
	CONSTRAINT fk_sign_ins_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_sign_ins_token_hash UNIQUE (token_hash)
);
CREATE TABLE team_members (
	team_id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_team_members PRIMARY KEY (id), 
	CONSTRAINT fk_team_members_team_id_teams FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_team_members_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_team_members_team_id_user_id UNIQUE (team_id, user_id)
);
INSERT INTO "team_members" VALUES(1,2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "team_members" VALUES(1,4,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "team_members" VALUES(1,5,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "team_members" VALUES(1,6,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "team_members" VALUES(1,7,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "team_members" VALUES(1,12,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "team_members" VALUES(1,13,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "team_members" VALUES(2,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "team_members" VALUES(2,8,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,9);
INSERT INTO "team_members" VALUES(2,9,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,10);
INSERT INTO "team_members" VALUES(2,10,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,11);
INSERT INTO "team_members" VALUES(3,11,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,12);
CREATE TABLE teams (
	name VARCHAR(120) NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_teams PRIMARY KEY (id), 
	CONSTRAINT uq_teams_name UNIQUE (name)
);
INSERT INTO "teams" VALUES('Serwis',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "teams" VALUES('Handlowcy',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "teams" VALUES('Biuro',1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
CREATE TABLE throttles (
	subject VARCHAR(300) NOT NULL, 
	failures INTEGER NOT NULL, 
	until_at DATETIME NOT NULL, 
	user_id INTEGER, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_throttles PRIMARY KEY (id), 
	CONSTRAINT uq_throttles_subject UNIQUE (subject)
);
CREATE TABLE user_roles (
	user_id INTEGER NOT NULL, 
	role_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_user_roles PRIMARY KEY (id), 
	CONSTRAINT fk_user_roles_role_id_roles FOREIGN KEY(role_id) REFERENCES roles (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_user_roles_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_user_roles_user_id_role_id UNIQUE (user_id, role_id)
);
INSERT INTO "user_roles" VALUES(1,1,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "user_roles" VALUES(2,2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "user_roles" VALUES(3,2,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "user_roles" VALUES(4,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "user_roles" VALUES(5,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "user_roles" VALUES(6,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "user_roles" VALUES(7,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "user_roles" VALUES(8,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "user_roles" VALUES(9,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,9);
INSERT INTO "user_roles" VALUES(10,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,10);
INSERT INTO "user_roles" VALUES(11,4,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,11);
INSERT INTO "user_roles" VALUES(12,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,12);
INSERT INTO "user_roles" VALUES(13,3,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,13);
CREATE TABLE users (
	name VARCHAR(200) NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	phone VARCHAR(20), 
	language VARCHAR(5) NOT NULL, 
	zone VARCHAR(60) NOT NULL, 
	supervisor_id INTEGER, 
	is_active BOOLEAN NOT NULL, 
	password_hash VARCHAR(200), 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT fk_users_supervisor_id_users FOREIGN KEY(supervisor_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_users_email UNIQUE (email)
);
INSERT INTO "users" VALUES('Zofia Wolska','zofia.wolska@instalatorium.example.test',NULL,'pl','Europe/Warsaw',NULL,1,'$argon2id$v=19$m=19456,t=2,p=1$5OT3U/minv7/PWramBhOPw$vS78Z0CqSHBAQH23Hobz9FXSW74qd8lctodjgIshKZ0',2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,1);
INSERT INTO "users" VALUES('Marek Zieliński','marek.zielinski@instalatorium.example.test',NULL,'pl','Europe/Warsaw',1,1,'$argon2id$v=19$m=19456,t=2,p=1$h1Ei+rdxWerTOWkulUQQSw$QYLP9UrQS0G2ZVu0k+CkINPUOsHHAohDWXntXEbRCD8',2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,2);
INSERT INTO "users" VALUES('Agnieszka Kamińska','agnieszka.kaminska@instalatorium.example.test',NULL,'pl','Europe/Warsaw',1,1,'$argon2id$v=19$m=19456,t=2,p=1$XBthLHL4OS3g02nMJNu9rA$2XGun+S/Lyi1Ic7ed6AfNnHxHUZJ9esSjr1DnkH3d3o',2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,3);
INSERT INTO "users" VALUES('Piotr Wójcik','piotr.wojcik@instalatorium.example.test',NULL,'pl','Europe/Warsaw',2,1,'$argon2id$v=19$m=19456,t=2,p=1$g2BgAbyEagEokb2bGmnKZg$J1lIXsh2bVFCORkRHqDjwnJOm7GKrxx9MkmZuVbBioA',2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,4);
INSERT INTO "users" VALUES('Łukasz Żak','lukasz.zak@instalatorium.example.test',NULL,'pl','Europe/Warsaw',2,1,'$argon2id$v=19$m=19456,t=2,p=1$qz0ZSMmp/mC/w8QFDscqqg$XioJHuMR/i/UlgApWA9bqOJhIfu2H7GcKm3F2Xao6y0',2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,5);
INSERT INTO "users" VALUES('Ewa Dąbrowska','ewa.dabrowska@instalatorium.example.test',NULL,'pl','Europe/Warsaw',2,1,'$argon2id$v=19$m=19456,t=2,p=1$T6FmMwXug6unqwRWj9RXRw$ky6VpSfzxZdqUwl2qRjNUm4y22aur78hcd18/LlSNy0',2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,6);
INSERT INTO "users" VALUES('Tomasz Szymański','tomasz.szymanski@instalatorium.example.test',NULL,'pl','Europe/Warsaw',2,1,'$argon2id$v=19$m=19456,t=2,p=1$adQDcGGntTKn+HLfzOb2FA$in6QskB9lSyMvBuAolia+qdpHf15EJrJP5//d1ICgB4',2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,7);
INSERT INTO "users" VALUES('Natalia Kowalczyk','natalia.kowalczyk@instalatorium.example.test',NULL,'pl','Europe/Warsaw',3,1,'$argon2id$v=19$m=19456,t=2,p=1$WIeWwLcmUZM23N6EpZxWFQ$4XedGKodHc9aziIwUx04lzGAz3yuvkuiMCs4OniGkqc',2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,8);
INSERT INTO "users" VALUES('Michał Jankowski','michal.jankowski@instalatorium.example.test',NULL,'pl','Europe/Warsaw',3,1,'$argon2id$v=19$m=19456,t=2,p=1$l1kM0n5sFv1mV1KesKyc3Q$u6XLCry6MV95XkIZfhUEqbSKWcTA/M/VQ4PtFaGIOQM',2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,9);
INSERT INTO "users" VALUES('Karolina Mazur','karolina.mazur@instalatorium.example.test',NULL,'pl','Europe/Warsaw',3,1,'$argon2id$v=19$m=19456,t=2,p=1$0o4V50eR9byWl6PaMfslJA$BjCYVbQNZif/07sQfHYfjLYcFKnVFYVmkL/XfpYTAxs',2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,10);
INSERT INTO "users" VALUES('Grażyna Śliwińska','grazyna.sliwinska@instalatorium.example.test',NULL,'pl','Europe/Warsaw',1,1,'$argon2id$v=19$m=19456,t=2,p=1$BwMZzu718rOuaxAbJKKCzg$Sfz0tCLK5pUyf34oMdqzhySs+z43MwWu4d9FLJFSJYQ',2,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,11);
INSERT INTO "users" VALUES('Stanisław Bąk','stanislaw.bak@instalatorium.example.test',NULL,'pl','Europe/Warsaw',2,1,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,12);
INSERT INTO "users" VALUES('Jerzy Ćwikła','jerzy.cwikla@instalatorium.example.test',NULL,'pl','Europe/Warsaw',2,1,NULL,1,'2026-11-21 12:00:00.000000',NULL,'2026-11-21 12:00:00.000000',NULL,NULL,13);
CREATE INDEX ix_history_at ON history (at);
CREATE INDEX ix_history_kind_row_id ON history (kind, row_id);
CREATE INDEX ix_outbox_due ON outbox (next_try_at, id) WHERE state = 'waiting';
CREATE INDEX ix_outbox_leased ON outbox (leased_until) WHERE state = 'leased';
CREATE INDEX ix_outbox_open_address ON outbox (address, due_at, id) WHERE state IN ('waiting', 'leased');
CREATE INDEX ix_outbox_ledger_id ON outbox (ledger_id);
CREATE INDEX ix_outbox_sent_at ON outbox (sent_at);
CREATE INDEX ix_outbox_subject ON outbox (subject_kind, subject_id);
CREATE INDEX ix_users_name_id ON users (name, id);
CREATE INDEX ix_users_supervisor_id ON users (supervisor_id);
CREATE INDEX ix_bell_person_id_id ON bell (person_id, id);
CREATE INDEX ix_bell_unread ON bell (person_id) WHERE read_at IS NULL;
CREATE INDEX ix_clients_name_id ON clients (name, id);
CREATE INDEX ix_clients_owner_id ON clients (owner_id);
CREATE INDEX ix_import_rows_import_id ON import_rows (import_id);
CREATE INDEX ix_import_rows_kind_row_id ON import_rows (kind, row_id);
CREATE INDEX ix_sign_ins_user_id ON sign_ins (user_id);
CREATE INDEX ix_team_members_user_id ON team_members (user_id);
CREATE INDEX ix_user_roles_role_id ON user_roles (role_id);
CREATE INDEX ix_client_people_client_id ON client_people (client_id);
CREATE INDEX ix_contracts_client_id ON contracts (client_id);
CREATE INDEX ix_contracts_ends_on_id ON contracts (ends_on, id);
CREATE INDEX ix_contracts_owner_id ON contracts (owner_id);
CREATE INDEX ix_contracts_status_id_id ON contracts (status_id, id);
CREATE INDEX ix_ledger_due ON ledger (try_at, id) WHERE state = 'planned';
CREATE INDEX ix_ledger_step_id ON ledger (step_id);
CREATE INDEX ix_monitoring_rules_assigned_id ON monitoring_rules (assigned_id);
CREATE INDEX ix_monitoring_rules_item_id ON monitoring_rules (item_id);
CREATE INDEX ix_monitoring_rules_status_id ON monitoring_rules (status_id);
CREATE INDEX ix_monitoring_rules_value_id ON monitoring_rules (value_id);
CREATE INDEX ix_contract_lines_contract_id ON contract_lines (contract_id);
CREATE INDEX ix_contract_lines_item_id ON contract_lines (item_id);
CREATE INDEX ix_contract_lines_value_id ON contract_lines (value_id);
CREATE INDEX ix_contract_status_changes_contract_id ON contract_status_changes (contract_id);
CREATE INDEX ix_rule_recipients_person_id ON rule_recipients (person_id);
CREATE INDEX ix_rule_recipients_rule_id ON rule_recipients (rule_id);
CREATE INDEX ix_rule_recipients_team_id ON rule_recipients (team_id);
CREATE INDEX ix_monitorings_assigned_id ON monitorings (assigned_id);
CREATE INDEX ix_monitorings_client_id ON monitorings (client_id);
CREATE INDEX ix_monitorings_contract_id ON monitorings (contract_id);
CREATE INDEX ix_monitorings_ends_on_id ON monitorings (ends_on, id);
CREATE INDEX ix_monitorings_rule_id ON monitorings (rule_id);
CREATE INDEX ix_monitorings_starts_on_id ON monitorings (starts_on, id);
CREATE INDEX ix_monitorings_state_ends_on ON monitorings (state, ends_on, id);
CREATE INDEX ix_monitorings_state_starts_on ON monitorings (state, starts_on, id);
CREATE INDEX ix_monitorings_title_id ON monitorings (title, id);
CREATE INDEX ix_monitorings_type ON monitorings (type);
CREATE INDEX ix_monitoring_recipients_monitoring_id ON monitoring_recipients (monitoring_id);
CREATE INDEX ix_monitoring_recipients_person_id ON monitoring_recipients (person_id);
CREATE INDEX ix_monitoring_recipients_team_id ON monitoring_recipients (team_id);
CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
COMMIT;
