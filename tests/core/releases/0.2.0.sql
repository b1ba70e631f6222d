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
	id INTEGER NOT NULL, reply_to VARCHAR(320), 
	CONSTRAINT pk_accounts PRIMARY KEY (id)
);
INSERT INTO "accounts" VALUES('Mail','mail.example.test',587,'starttls','office','gAAAAABrAos7hiRnFDP4l7r7Ojlpz87jibGNe7Rhofn70NmC6kyijwu7WbX1TM7-aC6cQeeOjzRPZcybRIZeXsA445lQ3HEKMA==','office@example.test',NULL,1,1,'2026-11-22 06:27:06.995658',1,'2026-11-22 06:27:06.995658',1,NULL,1,NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0009');
CREATE TABLE attempts (
	message_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	outcome VARCHAR(10) NOT NULL, 
	trouble VARCHAR(60), 
	error VARCHAR(1000), 
	sender VARCHAR(320), 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_attempts PRIMARY KEY (id)
);
CREATE TABLE batches (
	purpose VARCHAR(20) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	total INTEGER NOT NULL, 
	done INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	ended_at DATETIME, 
	undoes_id INTEGER, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_batches PRIMARY KEY (id)
);
INSERT INTO "batches" VALUES('bulk','monitoring','A change','ended',0,0,0,'2026-11-22 06:27:06.995658',NULL,2,'2026-11-22 06:27:06.995658',1,'2026-11-22 06:27:06.995658',1,NULL,1);
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
INSERT INTO "beats" VALUES('expire','2026-11-22 06:27:08.989747','2026-11-22 06:27:09.028913',0,NULL,'{"seconds": 0.04, "every": 15.0, "machine": "vm"}',1);
INSERT INTO "beats" VALUES('remind','2026-11-22 06:27:09.033740','2026-11-22 06:27:09.086289',15,NULL,'{"seconds": 0.05, "every": 15.0, "machine": "vm"}',2);
INSERT INTO "beats" VALUES('deliver','2026-11-22 06:27:09.091007','2026-11-22 06:27:09.104418',0,NULL,'{"seconds": 0.01, "every": 15.0, "machine": "vm"}',3);
INSERT INTO "beats" VALUES('tidy','2026-11-22 06:27:09.107246','2026-11-22 06:27:09.123529',0,NULL,'{"seconds": 0.02, "every": 3600.0, "machine": "vm"}',4);
INSERT INTO "beats" VALUES('back_up','2026-11-22 06:27:09.126117','2026-11-22 06:27:09.154048',1,NULL,'{"seconds": 0.03, "every": 60.0, "machine": "vm"}',5);
INSERT INTO "beats" VALUES('import','2026-11-22 06:27:09.158240','2026-11-22 06:27:09.165074',0,NULL,'{"seconds": 0.01, "every": 15.0, "machine": "vm"}',6);
INSERT INTO "beats" VALUES('beat','2026-11-22 06:27:09.167672','2026-11-22 06:27:09.167692',0,NULL,'{"seconds": 0.0, "every": 15.0, "machine": "vm"}',7);
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
INSERT INTO "bell" VALUES('release:1',1,'monitoring.created','monitoring',10,'Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.','Klient: Hydropol Kielce Sp. z o.o.
Umowa: U/2026/0002
Typ: kontrola
Pierwszy dzień: 17 mar 2026
Ostatni dzień: 16 mar 2027
Osoba odpowiedzialna: Piotr Wójcik','2026-11-22 06:27:42.015907',NULL,1);
INSERT INTO "bell" VALUES('release:2',2,'monitoring.created','monitoring',10,'Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.','Klient: Hydropol Kielce Sp. z o.o.
Umowa: U/2026/0002
Typ: kontrola
Pierwszy dzień: 17 mar 2026
Ostatni dzień: 16 mar 2027
Osoba odpowiedzialna: Piotr Wójcik','2026-11-22 06:27:42.015907',NULL,2);
INSERT INTO "bell" VALUES('release:3',3,'monitoring.created','monitoring',10,'Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.','Klient: Hydropol Kielce Sp. z o.o.
Umowa: U/2026/0002
Typ: kontrola
Pierwszy dzień: 17 mar 2026
Ostatni dzień: 16 mar 2027
Osoba odpowiedzialna: Piotr Wójcik','2026-11-22 06:27:42.015907',NULL,3);
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
INSERT INTO "calculator_items" VALUES('Przegląd instalacji gazowej','przegląd',420,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,1);
INSERT INTO "calculator_items" VALUES('Przegląd kominiarski','przegląd',260,2,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,2);
INSERT INTO "calculator_items" VALUES('Przegląd instalacji elektrycznej','przegląd',950,3,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,3);
INSERT INTO "calculator_items" VALUES('Serwis kotła','serwis',380,4,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,4);
INSERT INTO "calculator_items" VALUES('Serwis klimatyzacji','serwis',310,5,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,5);
INSERT INTO "calculator_items" VALUES('Gwarancja na instalację','gwarancja',0,6,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,6);
INSERT INTO "calculator_items" VALUES('Legalizacja wodomierzy','legalizacja',85,7,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,7);
INSERT INTO "calculator_items" VALUES('Dozór techniczny UDT','dozór',1450,8,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,8);
INSERT INTO "calculator_items" VALUES('Umowa serwisowa całodobowa','umowa',2400,9,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,9);
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
INSERT INTO "calculator_values" VALUES(1,'roczny',NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,1);
INSERT INTO "calculator_values" VALUES(1,'co dwa lata',690,2,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,2);
INSERT INTO "calculator_values" VALUES(2,'półroczny',180,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,3);
INSERT INTO "calculator_values" VALUES(2,'roczny',NULL,2,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,4);
INSERT INTO "calculator_values" VALUES(3,'pięcioletni',NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,5);
INSERT INTO "calculator_values" VALUES(4,'podstawowy',NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,6);
INSERT INTO "calculator_values" VALUES(4,'rozszerzony',640,2,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,7);
INSERT INTO "calculator_values" VALUES(5,'wiosenny',NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,8);
INSERT INTO "calculator_values" VALUES(5,'wiosenny i jesienny',540,2,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,9);
INSERT INTO "calculator_values" VALUES(6,'2 lata',NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,10);
INSERT INTO "calculator_values" VALUES(6,'5 lat',1200,2,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,11);
INSERT INTO "calculator_values" VALUES(9,'brązowa',NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,12);
INSERT INTO "calculator_values" VALUES(9,'złota',4900,2,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,13);
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
INSERT INTO "client_people" VALUES(1,'Halina Górska','konserwator','halina.gorska.0@klient.example.test',NULL,1,1,'2026-11-22 06:26:33.245804',NULL,'2026-11-22 06:26:33.245804',NULL,NULL,1);
INSERT INTO "client_people" VALUES(2,'Stanisław Kowalski','sekretariat','stanislaw.kowalski.1@klient.example.test',NULL,1,1,'2026-11-22 06:26:33.245804',NULL,'2026-11-22 06:26:33.245804',NULL,NULL,2);
INSERT INTO "client_people" VALUES(2,'Magdalena Majewska','księgowa','magdalena.majewska.1@klient.example.test',NULL,0,1,'2026-11-22 06:26:33.245804',NULL,'2026-11-22 06:26:33.245804',NULL,NULL,3);
INSERT INTO "client_people" VALUES(2,'Stanisław Lewandowski','kierownik techniczny','stanislaw.lewandowski.1@klient.example.test',NULL,0,1,'2026-11-22 06:26:33.245804',NULL,'2026-11-22 06:26:33.245804',NULL,NULL,4);
INSERT INTO "client_people" VALUES(3,'Monika Nowak','konserwator','monika.nowak.2@klient.example.test',NULL,1,1,'2026-11-22 06:26:33.245804',NULL,'2026-11-22 06:26:33.245804',NULL,NULL,5);
INSERT INTO "client_people" VALUES(3,'Jan Majewski','prezes','jan.majewski.2@klient.example.test',NULL,0,1,'2026-11-22 06:26:33.245804',NULL,'2026-11-22 06:26:33.245804',NULL,NULL,6);
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
INSERT INTO "clients" VALUES(1,'Elektropol Białystok Sp. k.',NULL,NULL,'5250000009','elektropol.bialystok.sp.k.0@klient.example.test','+48605249308','ul. Krótka 66, 15-284 Białystok',NULL,3,1,'2026-11-22 06:26:33.245804',NULL,'2026-11-22 06:26:33.245804',NULL,NULL,1);
INSERT INTO "clients" VALUES(1,'Gastromix Lublin Sp. j.',NULL,NULL,'5250000216',NULL,'+48693643735','ul. Słoneczna 22, 20-091 Lublin',NULL,2,1,'2026-11-22 06:26:33.245804',NULL,'2026-11-22 06:26:33.245804',NULL,NULL,2);
INSERT INTO "clients" VALUES(1,'Hydropol Kielce Sp. z o.o.',NULL,NULL,'5250000400','hydropol.kielce.sp.z.o.o.2@klient.example.test','+48603496245','ul. Kościuszki 22, 25-692 Kielce',NULL,3,1,'2026-11-22 06:26:33.245804',NULL,'2026-11-22 06:26:33.245804',NULL,NULL,3);
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
INSERT INTO "contract_lines" VALUES(1,1,2,1,690,0,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,1);
INSERT INTO "contract_lines" VALUES(1,8,NULL,4,1450,1,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,2);
INSERT INTO "contract_lines" VALUES(1,2,4,2,260,2,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,3);
INSERT INTO "contract_lines" VALUES(2,8,NULL,3,1450,0,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,4);
INSERT INTO "contract_lines" VALUES(3,9,13,3,4900,0,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,5);
INSERT INTO "contract_lines" VALUES(3,6,11,2,1200,1,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,6);
INSERT INTO "contract_lines" VALUES(3,2,4,4,260,2,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,7);
INSERT INTO "contract_lines" VALUES(4,5,8,4,310,0,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,8);
INSERT INTO "contract_lines" VALUES(4,6,10,1,0,1,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,9);
INSERT INTO "contract_lines" VALUES(5,7,NULL,1,85,0,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,10);
INSERT INTO "contract_lines" VALUES(6,2,4,4,260,0,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,11);
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
INSERT INTO "contract_status_changes" VALUES(1,NULL,4,'2026-11-22 06:26:33.266575',NULL,NULL,1);
INSERT INTO "contract_status_changes" VALUES(2,NULL,3,'2026-11-22 06:26:33.266575',NULL,NULL,2);
INSERT INTO "contract_status_changes" VALUES(2,3,4,'2026-11-22 06:26:33.266575',NULL,NULL,3);
INSERT INTO "contract_status_changes" VALUES(3,NULL,3,'2026-11-22 06:26:33.266575',NULL,NULL,4);
INSERT INTO "contract_status_changes" VALUES(3,3,4,'2026-11-22 06:26:33.266575',NULL,NULL,5);
INSERT INTO "contract_status_changes" VALUES(4,NULL,3,'2026-11-22 06:26:33.266575',NULL,NULL,6);
INSERT INTO "contract_status_changes" VALUES(4,3,4,'2026-11-22 06:26:33.266575',NULL,NULL,7);
INSERT INTO "contract_status_changes" VALUES(5,NULL,3,'2026-11-22 06:26:33.266575',NULL,NULL,8);
INSERT INTO "contract_status_changes" VALUES(5,3,5,'2026-11-22 06:26:33.266575',NULL,NULL,9);
INSERT INTO "contract_status_changes" VALUES(6,NULL,3,'2026-11-22 06:26:33.266575',NULL,NULL,10);
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
	id INTEGER NOT NULL, is_active BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT pk_contract_statuses PRIMARY KEY (id), 
	CONSTRAINT uq_contract_statuses_colour UNIQUE (colour), 
	CONSTRAINT uq_contract_statuses_name UNIQUE (name)
);
INSERT INTO "contract_statuses" VALUES('Nowa','#2d78d2',1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,1,1);
INSERT INTO "contract_statuses" VALUES('Oferta wysłana','#3ca500',2,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,2,1);
INSERT INTO "contract_statuses" VALUES('Podpisana','#ff4b87',3,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,3,1);
INSERT INTO "contract_statuses" VALUES('W realizacji','#697800',4,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,4,1);
INSERT INTO "contract_statuses" VALUES('Zakończona','#5a2dd2',5,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,5,1);
INSERT INTO "contract_statuses" VALUES('Anulowana','#00695a',6,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,6,1);
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
INSERT INTO "contracts" VALUES('U/2026/0001',1,3,4,'2026-11-22','2024-12-19','2025-01-20','2027-01-20',NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,1);
INSERT INTO "contracts" VALUES('U/2026/0002',3,3,4,'2026-11-22','2026-08-08','2026-09-17',NULL,NULL,2,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,2);
INSERT INTO "contracts" VALUES('U/2026/0003',3,3,4,'2026-11-22','2024-07-09','2024-08-22',NULL,NULL,2,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,3);
INSERT INTO "contracts" VALUES('U/2026/0004',1,3,4,'2026-11-22','2025-07-02','2025-07-09',NULL,NULL,2,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,4);
INSERT INTO "contracts" VALUES('U/2026/0005',2,2,5,'2026-11-22','2024-10-08','2024-11-09','2025-11-09',NULL,2,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,5);
INSERT INTO "contracts" VALUES('U/2026/0006',1,3,3,'2026-11-22','2025-03-24','2025-04-11','2026-04-11',NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,6);
CREATE TABLE history (
	at DATETIME NOT NULL, 
	actor_id INTEGER, 
	is_office BOOLEAN NOT NULL, 
	kind VARCHAR(60) NOT NULL, 
	row_id INTEGER NOT NULL, 
	action VARCHAR(10) NOT NULL, 
	version INTEGER NOT NULL, 
	changes JSON NOT NULL, 
	id INTEGER NOT NULL, batch_id INTEGER, 
	CONSTRAINT pk_history PRIMARY KEY (id)
);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'roles',1,'created',1,'{"key": [null, "administrator"], "name": [null, "Administrator"]}',1,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',1,'created',1,'{"role_id": [null, 1], "right": [null, "clients.view"], "reach": [null, 3]}',2,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',2,'created',1,'{"role_id": [null, 1], "right": [null, "clients.create"], "reach": [null, 3]}',3,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',3,'created',1,'{"role_id": [null, 1], "right": [null, "clients.edit"], "reach": [null, 3]}',4,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',4,'created',1,'{"role_id": [null, 1], "right": [null, "clients.delete"], "reach": [null, 3]}',5,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',5,'created',1,'{"role_id": [null, 1], "right": [null, "clients.export"], "reach": [null, 3]}',6,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',6,'created',1,'{"role_id": [null, 1], "right": [null, "contracts.view"], "reach": [null, 3]}',7,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',7,'created',1,'{"role_id": [null, 1], "right": [null, "contracts.create"], "reach": [null, 3]}',8,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',8,'created',1,'{"role_id": [null, 1], "right": [null, "contracts.edit"], "reach": [null, 3]}',9,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',9,'created',1,'{"role_id": [null, 1], "right": [null, "contracts.delete"], "reach": [null, 3]}',10,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',10,'created',1,'{"role_id": [null, 1], "right": [null, "contracts.export"], "reach": [null, 3]}',11,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',11,'created',1,'{"role_id": [null, 1], "right": [null, "monitoring.view"], "reach": [null, 3]}',12,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',12,'created',1,'{"role_id": [null, 1], "right": [null, "monitoring.create"], "reach": [null, 3]}',13,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',13,'created',1,'{"role_id": [null, 1], "right": [null, "monitoring.edit"], "reach": [null, 3]}',14,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',14,'created',1,'{"role_id": [null, 1], "right": [null, "monitoring.delete"], "reach": [null, 3]}',15,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',15,'created',1,'{"role_id": [null, 1], "right": [null, "monitoring.export"], "reach": [null, 3]}',16,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',16,'created',1,'{"role_id": [null, 1], "right": [null, "calculator.view"], "reach": [null, 3]}',17,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',17,'created',1,'{"role_id": [null, 1], "right": [null, "calculator.configure"], "reach": [null, 3]}',18,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',18,'created',1,'{"role_id": [null, 1], "right": [null, "people.view"], "reach": [null, 3]}',19,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',19,'created',1,'{"role_id": [null, 1], "right": [null, "people.configure"], "reach": [null, 3]}',20,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',20,'created',1,'{"role_id": [null, 1], "right": [null, "inbox.view"], "reach": [null, 3]}',21,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',21,'created',1,'{"role_id": [null, 1], "right": [null, "inbox.edit"], "reach": [null, 3]}',22,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',22,'created',1,'{"role_id": [null, 1], "right": [null, "imports.create"], "reach": [null, 3]}',23,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',23,'created',1,'{"role_id": [null, 1], "right": [null, "history.view"], "reach": [null, 3]}',24,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',24,'created',1,'{"role_id": [null, 1], "right": [null, "office.view"], "reach": [null, 3]}',25,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',25,'created',1,'{"role_id": [null, 1], "right": [null, "office.configure"], "reach": [null, 3]}',26,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'roles',2,'created',1,'{"key": [null, "manager"], "name": [null, "Manager"]}',27,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',26,'created',1,'{"role_id": [null, 2], "right": [null, "clients.view"], "reach": [null, 3]}',28,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',27,'created',1,'{"role_id": [null, 2], "right": [null, "clients.create"], "reach": [null, 3]}',29,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',28,'created',1,'{"role_id": [null, 2], "right": [null, "clients.export"], "reach": [null, 3]}',30,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',29,'created',1,'{"role_id": [null, 2], "right": [null, "contracts.view"], "reach": [null, 3]}',31,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',30,'created',1,'{"role_id": [null, 2], "right": [null, "contracts.create"], "reach": [null, 3]}',32,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',31,'created',1,'{"role_id": [null, 2], "right": [null, "contracts.export"], "reach": [null, 3]}',33,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',32,'created',1,'{"role_id": [null, 2], "right": [null, "monitoring.view"], "reach": [null, 3]}',34,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',33,'created',1,'{"role_id": [null, 2], "right": [null, "monitoring.create"], "reach": [null, 3]}',35,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',34,'created',1,'{"role_id": [null, 2], "right": [null, "monitoring.export"], "reach": [null, 3]}',36,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',35,'created',1,'{"role_id": [null, 2], "right": [null, "clients.edit"], "reach": [null, 2]}',37,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',36,'created',1,'{"role_id": [null, 2], "right": [null, "clients.delete"], "reach": [null, 2]}',38,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',37,'created',1,'{"role_id": [null, 2], "right": [null, "contracts.edit"], "reach": [null, 2]}',39,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',38,'created',1,'{"role_id": [null, 2], "right": [null, "contracts.delete"], "reach": [null, 2]}',40,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',39,'created',1,'{"role_id": [null, 2], "right": [null, "monitoring.edit"], "reach": [null, 2]}',41,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',40,'created',1,'{"role_id": [null, 2], "right": [null, "monitoring.delete"], "reach": [null, 2]}',42,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',41,'created',1,'{"role_id": [null, 2], "right": [null, "calculator.view"], "reach": [null, 3]}',43,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',42,'created',1,'{"role_id": [null, 2], "right": [null, "calculator.configure"], "reach": [null, 3]}',44,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',43,'created',1,'{"role_id": [null, 2], "right": [null, "people.view"], "reach": [null, 3]}',45,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',44,'created',1,'{"role_id": [null, 2], "right": [null, "office.view"], "reach": [null, 3]}',46,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',45,'created',1,'{"role_id": [null, 2], "right": [null, "inbox.view"], "reach": [null, 1]}',47,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',46,'created',1,'{"role_id": [null, 2], "right": [null, "inbox.edit"], "reach": [null, 1]}',48,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',47,'created',1,'{"role_id": [null, 2], "right": [null, "history.view"], "reach": [null, 2]}',49,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'roles',3,'created',1,'{"key": [null, "employee"], "name": [null, "Employee"]}',50,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',48,'created',1,'{"role_id": [null, 3], "right": [null, "clients.view"], "reach": [null, 2]}',51,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',49,'created',1,'{"role_id": [null, 3], "right": [null, "contracts.view"], "reach": [null, 2]}',52,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',50,'created',1,'{"role_id": [null, 3], "right": [null, "monitoring.view"], "reach": [null, 2]}',53,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',51,'created',1,'{"role_id": [null, 3], "right": [null, "clients.create"], "reach": [null, 1]}',54,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',52,'created',1,'{"role_id": [null, 3], "right": [null, "clients.edit"], "reach": [null, 1]}',55,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',53,'created',1,'{"role_id": [null, 3], "right": [null, "clients.delete"], "reach": [null, 1]}',56,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',54,'created',1,'{"role_id": [null, 3], "right": [null, "contracts.create"], "reach": [null, 1]}',57,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',55,'created',1,'{"role_id": [null, 3], "right": [null, "contracts.edit"], "reach": [null, 1]}',58,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',56,'created',1,'{"role_id": [null, 3], "right": [null, "contracts.delete"], "reach": [null, 1]}',59,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',57,'created',1,'{"role_id": [null, 3], "right": [null, "monitoring.create"], "reach": [null, 1]}',60,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',58,'created',1,'{"role_id": [null, 3], "right": [null, "monitoring.edit"], "reach": [null, 1]}',61,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',59,'created',1,'{"role_id": [null, 3], "right": [null, "monitoring.delete"], "reach": [null, 1]}',62,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',60,'created',1,'{"role_id": [null, 3], "right": [null, "monitoring.export"], "reach": [null, 1]}',63,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',61,'created',1,'{"role_id": [null, 3], "right": [null, "calculator.view"], "reach": [null, 3]}',64,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',62,'created',1,'{"role_id": [null, 3], "right": [null, "people.view"], "reach": [null, 3]}',65,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',63,'created',1,'{"role_id": [null, 3], "right": [null, "inbox.view"], "reach": [null, 1]}',66,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',64,'created',1,'{"role_id": [null, 3], "right": [null, "inbox.edit"], "reach": [null, 1]}',67,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'roles',4,'created',1,'{"key": [null, "viewer"], "name": [null, "Viewer"]}',68,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',65,'created',1,'{"role_id": [null, 4], "right": [null, "clients.view"], "reach": [null, 3]}',69,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',66,'created',1,'{"role_id": [null, 4], "right": [null, "contracts.view"], "reach": [null, 3]}',70,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',67,'created',1,'{"role_id": [null, 4], "right": [null, "monitoring.view"], "reach": [null, 3]}',71,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',68,'created',1,'{"role_id": [null, 4], "right": [null, "calculator.view"], "reach": [null, 3]}',72,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',69,'created',1,'{"role_id": [null, 4], "right": [null, "people.view"], "reach": [null, 3]}',73,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',70,'created',1,'{"role_id": [null, 4], "right": [null, "inbox.view"], "reach": [null, 1]}',74,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.386827',NULL,1,'role_grants',71,'created',1,'{"role_id": [null, 4], "right": [null, "inbox.edit"], "reach": [null, 1]}',75,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'settings',1,'created',1,'{"key": [null, "setup.code_hash"], "value": [null, "4892c35570f497e07a38e8cf221b4538b518075895e05ffacf147df42d47eedd"]}',76,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'settings',2,'created',1,'{"key": [null, "office.name"], "value": [null, "Instalatorium Wolski"]}',77,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'settings',3,'created',1,'{"key": [null, "office.zone"], "value": [null, "Europe/Warsaw"]}',78,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'settings',4,'created',1,'{"key": [null, "office.language"], "value": [null, "pl"]}',79,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'settings',5,'created',1,'{"key": [null, "office.currency"], "value": [null, "PLN"]}',80,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'settings',6,'created',1,'{"key": [null, "office.contract_pattern"], "value": [null, "U/{year}/{number:04}"]}',81,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',1,'created',1,'{"name": [null, "Zofia Wolska"], "email": [null, "zofia.wolska@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "is_active": [null, true]}',82,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',1,'created',1,'{"user_id": [null, 1], "role_id": [null, 1]}',83,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',1,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',84,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'contract_statuses',1,'created',1,'{"name": [null, "Nowa"], "colour": [null, "#2d78d2"], "position": [null, 1], "is_active": [null, true]}',85,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'contract_statuses',2,'created',1,'{"name": [null, "Oferta wys\u0142ana"], "colour": [null, "#3ca500"], "position": [null, 2], "is_active": [null, true]}',86,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'contract_statuses',3,'created',1,'{"name": [null, "Podpisana"], "colour": [null, "#ff4b87"], "position": [null, 3], "is_active": [null, true]}',87,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'contract_statuses',4,'created',1,'{"name": [null, "W realizacji"], "colour": [null, "#697800"], "position": [null, 4], "is_active": [null, true]}',88,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'contract_statuses',5,'created',1,'{"name": [null, "Zako\u0144czona"], "colour": [null, "#5a2dd2"], "position": [null, 5], "is_active": [null, true]}',89,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'contract_statuses',6,'created',1,'{"name": [null, "Anulowana"], "colour": [null, "#00695a"], "position": [null, 6], "is_active": [null, true]}',90,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'settings',7,'created',1,'{"key": [null, "office.is_set_up"], "value": [null, true]}',91,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'settings',1,'changed',2,'{"value": ["4892c35570f497e07a38e8cf221b4538b518075895e05ffacf147df42d47eedd", ""]}',92,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',2,'created',1,'{"name": [null, "Marek Zieli\u0144ski"], "email": [null, "marek.zielinski@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 1], "is_active": [null, true]}',93,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',2,'created',1,'{"user_id": [null, 2], "role_id": [null, 2]}',94,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',2,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',95,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',3,'created',1,'{"name": [null, "Agnieszka Kami\u0144ska"], "email": [null, "agnieszka.kaminska@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 1], "is_active": [null, true]}',96,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',3,'created',1,'{"user_id": [null, 3], "role_id": [null, 2]}',97,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',3,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',98,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',4,'created',1,'{"name": [null, "Piotr W\u00f3jcik"], "email": [null, "piotr.wojcik@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 2], "is_active": [null, true]}',99,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',4,'created',1,'{"user_id": [null, 4], "role_id": [null, 3]}',100,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',4,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',101,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',5,'created',1,'{"name": [null, "\u0141ukasz \u017bak"], "email": [null, "lukasz.zak@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 2], "is_active": [null, true]}',102,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',5,'created',1,'{"user_id": [null, 5], "role_id": [null, 3]}',103,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',5,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',104,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',6,'created',1,'{"name": [null, "Ewa D\u0105browska"], "email": [null, "ewa.dabrowska@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 2], "is_active": [null, true]}',105,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',6,'created',1,'{"user_id": [null, 6], "role_id": [null, 3]}',106,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',6,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',107,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',7,'created',1,'{"name": [null, "Tomasz Szyma\u0144ski"], "email": [null, "tomasz.szymanski@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 2], "is_active": [null, true]}',108,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',7,'created',1,'{"user_id": [null, 7], "role_id": [null, 3]}',109,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',7,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',110,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',8,'created',1,'{"name": [null, "Natalia Kowalczyk"], "email": [null, "natalia.kowalczyk@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 3], "is_active": [null, true]}',111,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',8,'created',1,'{"user_id": [null, 8], "role_id": [null, 3]}',112,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',8,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',113,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',9,'created',1,'{"name": [null, "Micha\u0142 Jankowski"], "email": [null, "michal.jankowski@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 3], "is_active": [null, true]}',114,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',9,'created',1,'{"user_id": [null, 9], "role_id": [null, 3]}',115,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',9,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',116,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',10,'created',1,'{"name": [null, "Karolina Mazur"], "email": [null, "karolina.mazur@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 3], "is_active": [null, true]}',117,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',10,'created',1,'{"user_id": [null, 10], "role_id": [null, 3]}',118,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',10,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',119,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',11,'created',1,'{"name": [null, "Gra\u017cyna \u015aliwi\u0144ska"], "email": [null, "grazyna.sliwinska@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 1], "is_active": [null, true]}',120,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',11,'created',1,'{"user_id": [null, 11], "role_id": [null, 4]}',121,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',11,'changed',2,'{"password_hash": [null, "\u2022\u2022\u2022"]}',122,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',12,'created',1,'{"name": [null, "Stanis\u0142aw B\u0105k"], "email": [null, "stanislaw.bak@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 2], "is_active": [null, true]}',123,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',12,'created',1,'{"user_id": [null, 12], "role_id": [null, 3]}',124,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'users',13,'created',1,'{"name": [null, "Jerzy \u0106wik\u0142a"], "email": [null, "jerzy.cwikla@instalatorium.example.test"], "language": [null, "pl"], "zone": [null, "Europe/Warsaw"], "supervisor_id": [null, 2], "is_active": [null, true]}',125,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'user_roles',13,'created',1,'{"user_id": [null, 13], "role_id": [null, 3]}',126,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'teams',1,'created',1,'{"name": [null, "Serwis"]}',127,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'team_members',1,'created',1,'{"team_id": [null, 1], "user_id": [null, 2]}',128,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'team_members',2,'created',1,'{"team_id": [null, 1], "user_id": [null, 4]}',129,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'team_members',3,'created',1,'{"team_id": [null, 1], "user_id": [null, 5]}',130,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'team_members',4,'created',1,'{"team_id": [null, 1], "user_id": [null, 6]}',131,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'team_members',5,'created',1,'{"team_id": [null, 1], "user_id": [null, 7]}',132,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'team_members',6,'created',1,'{"team_id": [null, 1], "user_id": [null, 12]}',133,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'team_members',7,'created',1,'{"team_id": [null, 1], "user_id": [null, 13]}',134,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'teams',2,'created',1,'{"name": [null, "Handlowcy"]}',135,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'team_members',8,'created',1,'{"team_id": [null, 2], "user_id": [null, 3]}',136,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'team_members',9,'created',1,'{"team_id": [null, 2], "user_id": [null, 8]}',137,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'team_members',10,'created',1,'{"team_id": [null, 2], "user_id": [null, 9]}',138,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'team_members',11,'created',1,'{"team_id": [null, 2], "user_id": [null, 10]}',139,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'teams',3,'created',1,'{"name": [null, "Biuro"]}',140,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'team_members',12,'created',1,'{"team_id": [null, 3], "user_id": [null, 11]}',141,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_items',1,'created',1,'{"name": [null, "Przegl\u0105d instalacji gazowej"], "type": [null, "przegl\u0105d"], "price": [null, "420.00"], "position": [null, 1], "is_active": [null, true]}',142,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',1,'created',1,'{"item_id": [null, 1], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 12], "unit": [null, "month"], "ladder_id": [null, 1], "cancels_on_leave": [null, true], "is_active": [null, true], "position": [null, 1]}',143,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',1,'created',1,'{"rule_id": [null, 1], "kind": [null, "contract_owner"]}',144,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',1,'created',1,'{"item_id": [null, 1], "name": [null, "roczny"], "position": [null, 1], "is_active": [null, true]}',145,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',2,'created',1,'{"item_id": [null, 1], "name": [null, "co dwa lata"], "price": [null, "690.00"], "position": [null, 2], "is_active": [null, true]}',146,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',2,'created',1,'{"item_id": [null, 1], "value_id": [null, 2], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 24], "unit": [null, "month"], "ladder_id": [null, 1], "cancels_on_leave": [null, true], "is_active": [null, true], "position": [null, 2]}',147,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',2,'created',1,'{"rule_id": [null, 2], "kind": [null, "contract_owner"]}',148,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_items',2,'created',1,'{"name": [null, "Przegl\u0105d kominiarski"], "type": [null, "przegl\u0105d"], "price": [null, "260.00"], "position": [null, 2], "is_active": [null, true]}',149,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',3,'created',1,'{"item_id": [null, 2], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 12], "unit": [null, "month"], "ladder_id": [null, 2], "cancels_on_leave": [null, false], "is_active": [null, true], "position": [null, 1]}',150,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',3,'created',1,'{"rule_id": [null, 3], "kind": [null, "contract_owner"]}',151,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',3,'created',1,'{"item_id": [null, 2], "name": [null, "p\u00f3\u0142roczny"], "price": [null, "180.00"], "position": [null, 1], "is_active": [null, true]}',152,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',4,'created',1,'{"item_id": [null, 2], "value_id": [null, 3], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 6], "unit": [null, "month"], "ladder_id": [null, 2], "cancels_on_leave": [null, false], "is_active": [null, true], "position": [null, 2]}',153,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',4,'created',1,'{"rule_id": [null, 4], "kind": [null, "contract_owner"]}',154,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',4,'created',1,'{"item_id": [null, 2], "name": [null, "roczny"], "position": [null, 2], "is_active": [null, true]}',155,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_items',3,'created',1,'{"name": [null, "Przegl\u0105d instalacji elektrycznej"], "type": [null, "przegl\u0105d"], "price": [null, "950.00"], "position": [null, 3], "is_active": [null, true]}',156,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',5,'created',1,'{"item_id": [null, 3], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 60], "unit": [null, "month"], "ladder_id": [null, 3], "cancels_on_leave": [null, true], "is_active": [null, true], "position": [null, 1]}',157,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',5,'created',1,'{"rule_id": [null, 5], "kind": [null, "contract_owner"]}',158,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',5,'created',1,'{"item_id": [null, 3], "name": [null, "pi\u0119cioletni"], "position": [null, 1], "is_active": [null, true]}',159,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_items',4,'created',1,'{"name": [null, "Serwis kot\u0142a"], "type": [null, "serwis"], "price": [null, "380.00"], "position": [null, 4], "is_active": [null, true]}',160,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',6,'created',1,'{"item_id": [null, 4], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 12], "unit": [null, "month"], "ladder_id": [null, 1], "cancels_on_leave": [null, false], "is_active": [null, true], "position": [null, 1]}',161,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',6,'created',1,'{"rule_id": [null, 6], "kind": [null, "contract_owner"]}',162,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',6,'created',1,'{"item_id": [null, 4], "name": [null, "podstawowy"], "position": [null, 1], "is_active": [null, true]}',163,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',7,'created',1,'{"item_id": [null, 4], "name": [null, "rozszerzony"], "price": [null, "640.00"], "position": [null, 2], "is_active": [null, true]}',164,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_items',5,'created',1,'{"name": [null, "Serwis klimatyzacji"], "type": [null, "serwis"], "price": [null, "310.00"], "position": [null, 5], "is_active": [null, true]}',165,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',7,'created',1,'{"item_id": [null, 5], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 12], "unit": [null, "month"], "ladder_id": [null, 2], "cancels_on_leave": [null, true], "is_active": [null, true], "position": [null, 1]}',166,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',7,'created',1,'{"rule_id": [null, 7], "kind": [null, "contract_owner"]}',167,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',8,'created',1,'{"item_id": [null, 5], "name": [null, "wiosenny"], "position": [null, 1], "is_active": [null, true]}',168,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',9,'created',1,'{"item_id": [null, 5], "name": [null, "wiosenny i jesienny"], "price": [null, "540.00"], "position": [null, 2], "is_active": [null, true]}',169,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',8,'created',1,'{"item_id": [null, 5], "value_id": [null, 9], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 6], "unit": [null, "month"], "ladder_id": [null, 2], "cancels_on_leave": [null, true], "is_active": [null, true], "position": [null, 2]}',170,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',8,'created',1,'{"rule_id": [null, 8], "kind": [null, "contract_owner"]}',171,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_items',6,'created',1,'{"name": [null, "Gwarancja na instalacj\u0119"], "type": [null, "gwarancja"], "price": [null, "0.00"], "position": [null, 6], "is_active": [null, true]}',172,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',9,'created',1,'{"item_id": [null, 6], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 24], "unit": [null, "month"], "ladder_id": [null, 3], "cancels_on_leave": [null, false], "is_active": [null, true], "position": [null, 1]}',173,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',9,'created',1,'{"rule_id": [null, 9], "kind": [null, "contract_owner"]}',174,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',10,'created',1,'{"item_id": [null, 6], "name": [null, "2 lata"], "position": [null, 1], "is_active": [null, true]}',175,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',11,'created',1,'{"item_id": [null, 6], "name": [null, "5 lat"], "price": [null, "1200.00"], "position": [null, 2], "is_active": [null, true]}',176,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',10,'created',1,'{"item_id": [null, 6], "value_id": [null, 11], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 60], "unit": [null, "month"], "ladder_id": [null, 3], "cancels_on_leave": [null, false], "is_active": [null, true], "position": [null, 2]}',177,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',10,'created',1,'{"rule_id": [null, 10], "kind": [null, "contract_owner"]}',178,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_items',7,'created',1,'{"name": [null, "Legalizacja wodomierzy"], "type": [null, "legalizacja"], "price": [null, "85.00"], "position": [null, 7], "is_active": [null, true]}',179,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',11,'created',1,'{"item_id": [null, 7], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 60], "unit": [null, "month"], "ladder_id": [null, 1], "cancels_on_leave": [null, true], "is_active": [null, true], "position": [null, 1]}',180,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',11,'created',1,'{"rule_id": [null, 11], "kind": [null, "contract_owner"]}',181,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_items',8,'created',1,'{"name": [null, "Doz\u00f3r techniczny UDT"], "type": [null, "doz\u00f3r"], "price": [null, "1450.00"], "position": [null, 8], "is_active": [null, true]}',182,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',12,'created',1,'{"item_id": [null, 8], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 12], "unit": [null, "month"], "ladder_id": [null, 2], "cancels_on_leave": [null, false], "is_active": [null, true], "position": [null, 1]}',183,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',12,'created',1,'{"rule_id": [null, 12], "kind": [null, "contract_owner"]}',184,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_items',9,'created',1,'{"name": [null, "Umowa serwisowa ca\u0142odobowa"], "type": [null, "umowa"], "price": [null, "2400.00"], "position": [null, 9], "is_active": [null, true]}',185,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'monitoring_rules',13,'created',1,'{"item_id": [null, 9], "status_id": [null, 4], "starts": [null, "contract_start"], "duration": [null, 12], "unit": [null, "month"], "ladder_id": [null, 3], "cancels_on_leave": [null, true], "is_active": [null, true], "position": [null, 1]}',186,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'rule_recipients',13,'created',1,'{"rule_id": [null, 13], "kind": [null, "contract_owner"]}',187,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',12,'created',1,'{"item_id": [null, 9], "name": [null, "br\u0105zowa"], "position": [null, 1], "is_active": [null, true]}',188,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'calculator_values',13,'created',1,'{"item_id": [null, 9], "name": [null, "z\u0142ota"], "price": [null, "4900.00"], "position": [null, 2], "is_active": [null, true]}',189,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:32.446239',NULL,1,'settings',8,'created',1,'{"key": [null, "monitoring.default_recipients"], "value": [null, [{"kind": "team", "person_id": null, "team_id": 1}]]}',190,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.245804',NULL,1,'clients',1,'created',1,'{"is_company": [null, true], "name": [null, "Elektropol Bia\u0142ystok Sp. k."], "nip": [null, "5250000009"], "email": [null, "elektropol.bialystok.sp.k.0@klient.example.test"], "phone": [null, "+48605249308"], "address": [null, "ul. Kr\u00f3tka 66, 15-284 Bia\u0142ystok"], "owner_id": [null, 3]}',191,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.245804',NULL,1,'client_people',1,'created',1,'{"client_id": [null, 1], "name": [null, "Halina G\u00f3rska"], "position": [null, "konserwator"], "email": [null, "halina.gorska.0@klient.example.test"], "is_main": [null, true]}',192,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.245804',NULL,1,'clients',2,'created',1,'{"is_company": [null, true], "name": [null, "Gastromix Lublin Sp. j."], "nip": [null, "5250000216"], "phone": [null, "+48693643735"], "address": [null, "ul. S\u0142oneczna 22, 20-091 Lublin"], "owner_id": [null, 2]}',193,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.245804',NULL,1,'client_people',2,'created',1,'{"client_id": [null, 2], "name": [null, "Stanis\u0142aw Kowalski"], "position": [null, "sekretariat"], "email": [null, "stanislaw.kowalski.1@klient.example.test"], "is_main": [null, true]}',194,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.245804',NULL,1,'client_people',3,'created',1,'{"client_id": [null, 2], "name": [null, "Magdalena Majewska"], "position": [null, "ksi\u0119gowa"], "email": [null, "magdalena.majewska.1@klient.example.test"], "is_main": [null, false]}',195,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.245804',NULL,1,'client_people',4,'created',1,'{"client_id": [null, 2], "name": [null, "Stanis\u0142aw Lewandowski"], "position": [null, "kierownik techniczny"], "email": [null, "stanislaw.lewandowski.1@klient.example.test"], "is_main": [null, false]}',196,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.245804',NULL,1,'clients',3,'created',1,'{"is_company": [null, true], "name": [null, "Hydropol Kielce Sp. z o.o."], "nip": [null, "5250000400"], "email": [null, "hydropol.kielce.sp.z.o.o.2@klient.example.test"], "phone": [null, "+48603496245"], "address": [null, "ul. Ko\u015bciuszki 22, 25-692 Kielce"], "owner_id": [null, 3]}',197,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.245804',NULL,1,'client_people',5,'created',1,'{"client_id": [null, 3], "name": [null, "Monika Nowak"], "position": [null, "konserwator"], "email": [null, "monika.nowak.2@klient.example.test"], "is_main": [null, true]}',198,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.245804',NULL,1,'client_people',6,'created',1,'{"client_id": [null, 3], "name": [null, "Jan Majewski"], "position": [null, "prezes"], "email": [null, "jan.majewski.2@klient.example.test"], "is_main": [null, false]}',199,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contracts',1,'created',1,'{"number": [null, "U/2026/0001"], "client_id": [null, 1], "owner_id": [null, 3], "status_id": [null, 4], "status_on": [null, "2026-11-22"], "signed_on": [null, "2024-12-19"], "starts_on": [null, "2025-01-20"], "ends_on": [null, "2027-01-20"]}',200,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contract_lines',1,'created',1,'{"contract_id": [null, 1], "item_id": [null, 1], "value_id": [null, 2], "quantity": [null, "1.000"], "price": [null, "690.00"], "position": [null, 0]}',201,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contract_lines',2,'created',1,'{"contract_id": [null, 1], "item_id": [null, 8], "quantity": [null, "4.000"], "price": [null, "1450.00"], "position": [null, 1]}',202,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contract_lines',3,'created',1,'{"contract_id": [null, 1], "item_id": [null, 2], "value_id": [null, 4], "quantity": [null, "2.000"], "price": [null, "260.00"], "position": [null, 2]}',203,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitorings',1,'created',1,'{"title": [null, "Przegl\u0105d instalacji gazowej \u2013 co dwa lata"], "type": [null, "przegl\u0105d"], "client_id": [null, 1], "contract_id": [null, 1], "line_id": [null, 1], "rule_id": [null, 2], "starts_on": [null, "2025-01-20"], "ends_on": [null, "2027-01-19"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 1]}',204,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitorings',2,'created',1,'{"title": [null, "Doz\u00f3r techniczny UDT"], "type": [null, "doz\u00f3r"], "client_id": [null, 1], "contract_id": [null, 1], "line_id": [null, 2], "rule_id": [null, 12], "starts_on": [null, "2025-01-20"], "ends_on": [null, "2026-01-19"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 2]}',205,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitorings',3,'created',1,'{"title": [null, "Przegl\u0105d kominiarski \u2013 roczny"], "type": [null, "przegl\u0105d"], "client_id": [null, 1], "contract_id": [null, 1], "line_id": [null, 3], "rule_id": [null, 3], "starts_on": [null, "2025-01-20"], "ends_on": [null, "2026-01-19"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 2]}',206,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitoring_recipients',1,'created',1,'{"monitoring_id": [null, 1], "kind": [null, "contract_owner"]}',207,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitoring_recipients',2,'created',1,'{"monitoring_id": [null, 2], "kind": [null, "contract_owner"]}',208,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitoring_recipients',3,'created',1,'{"monitoring_id": [null, 3], "kind": [null, "contract_owner"]}',209,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contracts',2,'created',1,'{"number": [null, "U/2026/0002"], "client_id": [null, 3], "owner_id": [null, 3], "status_id": [null, 3], "status_on": [null, "2026-11-22"], "signed_on": [null, "2026-08-08"], "starts_on": [null, "2026-09-17"]}',210,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contract_lines',4,'created',1,'{"contract_id": [null, 2], "item_id": [null, 8], "quantity": [null, "3.000"], "price": [null, "1450.00"], "position": [null, 0]}',211,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contracts',2,'changed',2,'{"status_id": [3, 4]}',212,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitorings',4,'created',1,'{"title": [null, "Doz\u00f3r techniczny UDT"], "type": [null, "doz\u00f3r"], "client_id": [null, 3], "contract_id": [null, 2], "line_id": [null, 4], "rule_id": [null, 12], "starts_on": [null, "2026-09-17"], "ends_on": [null, "2027-09-16"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 2]}',213,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitoring_recipients',4,'created',1,'{"monitoring_id": [null, 4], "kind": [null, "contract_owner"]}',214,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contracts',3,'created',1,'{"number": [null, "U/2026/0003"], "client_id": [null, 3], "owner_id": [null, 3], "status_id": [null, 3], "status_on": [null, "2026-11-22"], "signed_on": [null, "2024-07-09"], "starts_on": [null, "2024-08-22"]}',215,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contract_lines',5,'created',1,'{"contract_id": [null, 3], "item_id": [null, 9], "value_id": [null, 13], "quantity": [null, "3.000"], "price": [null, "4900.00"], "position": [null, 0]}',216,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contract_lines',6,'created',1,'{"contract_id": [null, 3], "item_id": [null, 6], "value_id": [null, 11], "quantity": [null, "2.000"], "price": [null, "1200.00"], "position": [null, 1]}',217,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contract_lines',7,'created',1,'{"contract_id": [null, 3], "item_id": [null, 2], "value_id": [null, 4], "quantity": [null, "4.000"], "price": [null, "260.00"], "position": [null, 2]}',218,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contracts',3,'changed',2,'{"status_id": [3, 4]}',219,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitorings',5,'created',1,'{"title": [null, "Umowa serwisowa ca\u0142odobowa \u2013 z\u0142ota"], "type": [null, "umowa"], "client_id": [null, 3], "contract_id": [null, 3], "line_id": [null, 5], "rule_id": [null, 13], "starts_on": [null, "2024-08-22"], "ends_on": [null, "2025-08-21"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 3]}',220,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitorings',6,'created',1,'{"title": [null, "Gwarancja na instalacj\u0119 \u2013 5 lat"], "type": [null, "gwarancja"], "client_id": [null, 3], "contract_id": [null, 3], "line_id": [null, 6], "rule_id": [null, 10], "starts_on": [null, "2024-08-22"], "ends_on": [null, "2029-08-21"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 3]}',221,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitorings',7,'created',1,'{"title": [null, "Przegl\u0105d kominiarski \u2013 roczny"], "type": [null, "przegl\u0105d"], "client_id": [null, 3], "contract_id": [null, 3], "line_id": [null, 7], "rule_id": [null, 3], "starts_on": [null, "2024-08-22"], "ends_on": [null, "2025-08-21"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 2]}',222,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitoring_recipients',5,'created',1,'{"monitoring_id": [null, 5], "kind": [null, "contract_owner"]}',223,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitoring_recipients',6,'created',1,'{"monitoring_id": [null, 6], "kind": [null, "contract_owner"]}',224,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitoring_recipients',7,'created',1,'{"monitoring_id": [null, 7], "kind": [null, "contract_owner"]}',225,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contracts',4,'created',1,'{"number": [null, "U/2026/0004"], "client_id": [null, 1], "owner_id": [null, 3], "status_id": [null, 3], "status_on": [null, "2026-11-22"], "signed_on": [null, "2025-07-02"], "starts_on": [null, "2025-07-09"]}',226,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contract_lines',8,'created',1,'{"contract_id": [null, 4], "item_id": [null, 5], "value_id": [null, 8], "quantity": [null, "4.000"], "price": [null, "310.00"], "position": [null, 0]}',227,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contract_lines',9,'created',1,'{"contract_id": [null, 4], "item_id": [null, 6], "value_id": [null, 10], "quantity": [null, "1.000"], "price": [null, "0"], "position": [null, 1]}',228,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contracts',4,'changed',2,'{"status_id": [3, 4]}',229,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitorings',8,'created',1,'{"title": [null, "Serwis klimatyzacji \u2013 wiosenny"], "type": [null, "serwis"], "client_id": [null, 1], "contract_id": [null, 4], "line_id": [null, 8], "rule_id": [null, 7], "starts_on": [null, "2025-07-09"], "ends_on": [null, "2026-07-08"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 2]}',230,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitorings',9,'created',1,'{"title": [null, "Gwarancja na instalacj\u0119 \u2013 2 lata"], "type": [null, "gwarancja"], "client_id": [null, 1], "contract_id": [null, 4], "line_id": [null, 9], "rule_id": [null, 9], "starts_on": [null, "2025-07-09"], "ends_on": [null, "2027-07-08"], "state": [null, "active"], "assigned_id": [null, 3], "ladder_id": [null, 3]}',231,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitoring_recipients',8,'created',1,'{"monitoring_id": [null, 8], "kind": [null, "contract_owner"]}',232,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'monitoring_recipients',9,'created',1,'{"monitoring_id": [null, 9], "kind": [null, "contract_owner"]}',233,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contracts',5,'created',1,'{"number": [null, "U/2026/0005"], "client_id": [null, 2], "owner_id": [null, 2], "status_id": [null, 3], "status_on": [null, "2026-11-22"], "signed_on": [null, "2024-10-08"], "starts_on": [null, "2024-11-09"], "ends_on": [null, "2025-11-09"]}',234,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contract_lines',10,'created',1,'{"contract_id": [null, 5], "item_id": [null, 7], "quantity": [null, "1.000"], "price": [null, "85.00"], "position": [null, 0]}',235,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contracts',5,'changed',2,'{"status_id": [3, 5]}',236,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contracts',6,'created',1,'{"number": [null, "U/2026/0006"], "client_id": [null, 1], "owner_id": [null, 3], "status_id": [null, 3], "status_on": [null, "2026-11-22"], "signed_on": [null, "2025-03-24"], "starts_on": [null, "2025-04-11"], "ends_on": [null, "2026-04-11"]}',237,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.266575',NULL,1,'contract_lines',11,'created',1,'{"contract_id": [null, 6], "item_id": [null, 2], "value_id": [null, 4], "quantity": [null, "4.000"], "price": [null, "260.00"], "position": [null, 0]}',238,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.347850',NULL,1,'monitorings',10,'created',1,'{"title": [null, "Pr\u00f3ba ci\u015bnieniowa hydrant\u00f3w"], "type": [null, "kontrola"], "client_id": [null, 3], "contract_id": [null, 2], "starts_on": [null, "2026-03-17"], "ends_on": [null, "2027-03-16"], "state": [null, "active"], "assigned_id": [null, 4], "ladder_id": [null, 2]}',239,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.347850',NULL,1,'monitoring_recipients',10,'created',1,'{"monitoring_id": [null, 10], "kind": [null, "contract_owner"]}',240,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.347850',NULL,1,'monitorings',11,'created',1,'{"title": [null, "Pr\u00f3ba ci\u015bnieniowa hydrant\u00f3w"], "type": [null, "kontrola"], "client_id": [null, 2], "contract_id": [null, 5], "starts_on": [null, "2026-06-30"], "ends_on": [null, "2026-12-26"], "state": [null, "active"], "assigned_id": [null, 9], "ladder_id": [null, 3]}',241,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.347850',NULL,1,'monitoring_recipients',11,'created',1,'{"monitoring_id": [null, 11], "kind": [null, "contract_owner"]}',242,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.347850',NULL,1,'monitorings',12,'created',1,'{"title": [null, "Odczyt licznik\u00f3w"], "type": [null, "polisa"], "client_id": [null, 1], "contract_id": [null, 1], "starts_on": [null, "2026-12-13"], "ends_on": [null, "2027-03-12"], "state": [null, "scheduled"], "assigned_id": [null, 11], "ladder_id": [null, 1]}',243,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.347850',NULL,1,'monitoring_recipients',12,'created',1,'{"monitoring_id": [null, 12], "kind": [null, "contract_owner"]}',244,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.347850',NULL,1,'monitorings',13,'created',1,'{"title": [null, "Badanie ci\u015bnieniowe"], "type": [null, "kontrola"], "client_id": [null, 3], "contract_id": [null, 2], "starts_on": [null, "2025-08-12"], "ends_on": [null, "2026-02-07"], "state": [null, "active"], "assigned_id": [null, 10], "ladder_id": [null, 1]}',245,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.347850',NULL,1,'monitoring_recipients',13,'created',1,'{"monitoring_id": [null, 13], "kind": [null, "contract_owner"]}',246,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.347850',NULL,1,'monitorings',14,'created',1,'{"title": [null, "Badanie ci\u015bnieniowe"], "type": [null, "r\u0119kojmia"], "client_id": [null, 3], "contract_id": [null, 3], "starts_on": [null, "2025-12-28"], "ends_on": [null, "2027-12-27"], "state": [null, "active"], "assigned_id": [null, 4], "ladder_id": [null, 1]}',247,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.347850',NULL,1,'monitoring_recipients',14,'created',1,'{"monitoring_id": [null, 14], "kind": [null, "contract_owner"]}',248,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.347850',NULL,1,'monitorings',15,'created',1,'{"title": [null, "Pr\u00f3ba ci\u015bnieniowa hydrant\u00f3w"], "type": [null, "kontrola"], "client_id": [null, 1], "contract_id": [null, 4], "starts_on": [null, "2026-01-19"], "state": [null, "active"], "assigned_id": [null, 2], "ladder_id": [null, 3]}',249,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.347850',NULL,1,'monitoring_recipients',15,'created',1,'{"monitoring_id": [null, 15], "kind": [null, "contract_owner"]}',250,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.377539',NULL,1,'monitorings',2,'changed',2,'{"state": ["active", "finished"]}',251,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.377539',NULL,1,'monitorings',3,'changed',2,'{"state": ["active", "finished"]}',252,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.377539',NULL,1,'monitorings',5,'changed',2,'{"state": ["active", "finished"]}',253,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.377539',NULL,1,'monitorings',7,'changed',2,'{"state": ["active", "finished"]}',254,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.377539',NULL,1,'monitorings',8,'changed',2,'{"state": ["active", "finished"]}',255,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:26:33.377539',NULL,1,'monitorings',13,'changed',2,'{"state": ["active", "finished"]}',256,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:27:06.995658',1,0,'accounts',1,'created',1,'{"name": [null, "Mail"], "host": [null, "mail.example.test"], "port": [null, 587], "security": [null, "starttls"], "username": [null, "office"], "password": [null, "\u2022\u2022\u2022"], "sender": [null, "office@example.test"], "is_default": [null, true]}',257,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:27:06.995658',1,0,'office_preferences',1,'created',1,'{"kind": [null, "monitoring.created"], "channel": [null, "email"], "state": [null, "always"]}',258,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:27:06.995658',1,0,'user_preferences',1,'created',1,'{"user_id": [null, 1], "kind": [null, "monitoring.ending"], "channel": [null, "email"], "is_on": [null, false]}',259,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:27:06.995658',1,0,'own_steps',1,'created',1,'{"user_id": [null, 1], "days": [null, 14]}',260,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:27:06.995658',1,0,'imports',1,'created',1,'{"source": [null, "clients.csv"], "kind": [null, "clients"], "created": [null, 0], "updated": [null, 0], "refused": [null, 0], "state": [null, "new"], "settings": [null, {}]}',261,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:27:06.995658',1,0,'batches',1,'created',1,'{"purpose": [null, "bulk"], "kind": [null, "monitoring"], "title": [null, "A change"], "state": [null, "running"], "total": [null, 0]}',262,NULL);
INSERT INTO "history" VALUES('2026-11-22 06:27:06.995658',1,0,'batches',1,'changed',2,'{"state": ["running", "ended"], "ended_at": [null, "2026-11-22T06:27:06.995658+00:00"]}',263,NULL);
CREATE TABLE import_mappings (
	kind VARCHAR(40) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	settings JSON NOT NULL, 
	used_at DATETIME NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_import_mappings PRIMARY KEY (id), 
	CONSTRAINT uq_import_mappings_kind_fingerprint UNIQUE (kind, fingerprint)
);
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
CREATE TABLE import_verdicts (
	import_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	numbers JSON, 
	outcome VARCHAR(10) NOT NULL, 
	row_id INTEGER, 
	problems JSON, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_import_verdicts PRIMARY KEY (id), 
	CONSTRAINT fk_import_verdicts_import_id_imports FOREIGN KEY(import_id) REFERENCES imports (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_import_verdicts_import_id_number UNIQUE (import_id, number)
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
	id INTEGER NOT NULL, state VARCHAR(10) DEFAULT 'ended' NOT NULL, settings JSON, total INTEGER DEFAULT '0' NOT NULL, done INTEGER DEFAULT '0' NOT NULL, unchanged INTEGER DEFAULT '0' NOT NULL, began_at DATETIME, batch_id INTEGER, is_stopping BOOLEAN DEFAULT 0 NOT NULL, leased_by VARCHAR(32), leased_until DATETIME, attempts INTEGER DEFAULT '0' NOT NULL, problem JSON, 
	CONSTRAINT pk_imports PRIMARY KEY (id)
);
INSERT INTO "imports" VALUES('clients.csv','clients',0,0,0,NULL,1,'2026-11-22 06:27:06.995658',1,'2026-11-22 06:27:06.995658',1,NULL,1,'new','{}',0,0,0,NULL,NULL,0,NULL,NULL,0,NULL);
CREATE TABLE job_runs (
	id INTEGER NOT NULL, 
	job VARCHAR(40) NOT NULL, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME NOT NULL, 
	done INTEGER NOT NULL, 
	times INTEGER NOT NULL, 
	error VARCHAR(60), 
	error_id VARCHAR(20), 
	detail JSON NOT NULL, 
	CONSTRAINT pk_job_runs PRIMARY KEY (id)
);
INSERT INTO "job_runs" VALUES(1,'remind','2026-11-22 06:27:09.033740','2026-11-22 06:27:09.086289',15,1,NULL,NULL,'{"seconds": 0.05}');
INSERT INTO "job_runs" VALUES(2,'back_up','2026-11-22 06:27:09.126117','2026-11-22 06:27:09.154048',1,1,NULL,NULL,'{"file": "czuwaj-20261122T062709Z-0009.db", "bytes": 692224, "schema": "0009", "seconds": 0.03}');
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
	id INTEGER NOT NULL, audience VARCHAR(10) DEFAULT 'recipients' NOT NULL, 
	CONSTRAINT pk_ladder_steps PRIMARY KEY (id), 
	CONSTRAINT fk_ladder_steps_ladder_id_ladders FOREIGN KEY(ladder_id) REFERENCES ladders (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_ladder_steps_ladder_id_position UNIQUE (ladder_id, position)
);
INSERT INTO "ladder_steps" VALUES(1,0,'end',30,'day',1,'09:00:00.000000',3,'["bell", "email"]',1,'recipients');
INSERT INTO "ladder_steps" VALUES(1,1,'end',7,'day',1,'09:00:00.000000',3,'["bell", "email"]',2,'recipients');
INSERT INTO "ladder_steps" VALUES(2,0,'end',2,'month',1,'09:00:00.000000',3,'["bell", "email"]',3,'recipients');
INSERT INTO "ladder_steps" VALUES(2,1,'end',2,'week',1,'09:00:00.000000',3,'["bell", "email"]',4,'recipients');
INSERT INTO "ladder_steps" VALUES(2,2,'end',1,'day',1,'09:00:00.000000',3,'["bell", "email"]',5,'recipients');
INSERT INTO "ladder_steps" VALUES(3,0,'end',14,'day',1,'09:00:00.000000',3,'["bell", "email"]',6,'recipients');
INSERT INTO "ladder_steps" VALUES(4,0,'end',14,'day',1,'09:00:00.000000',3,'["bell", "email"]',7,'own');
CREATE TABLE ladders (
	fingerprint VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_ladders PRIMARY KEY (id), 
	CONSTRAINT uq_ladders_fingerprint UNIQUE (fingerprint)
);
INSERT INTO "ladders" VALUES('cd3498055a3780c2404a13e1188aba783d09d70ffe40d23eaf7599c5beb46c94','2026-11-22 06:26:32.446239',1);
INSERT INTO "ladders" VALUES('e171fb08473a13616caa5ff0d970d9a7e41dd25a026edea797f6fb15065e79e1','2026-11-22 06:26:32.446239',2);
INSERT INTO "ladders" VALUES('152efd68308c42c525534ffa03b07f5aa0a1cf74e7efe2827eb941fc61844f59','2026-11-22 06:26:32.446239',3);
INSERT INTO "ladders" VALUES('5261c3edae2b0c8386bd7c339cd588279403d8b8601e69643f17bbbfc86804e9','2026-11-22 06:27:06.995658',4);
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
INSERT INTO "ledger" VALUES('monitoring',1,1,'2027-01-19','2026-12-20 08:00:00.000000','2026-12-20 08:00:00.000000','planned','2026-11-22 06:26:33.266575',NULL,0,0,NULL,'{}',1);
INSERT INTO "ledger" VALUES('monitoring',1,2,'2027-01-19','2027-01-12 08:00:00.000000','2027-01-12 08:00:00.000000','planned','2026-11-22 06:26:33.266575',NULL,0,0,NULL,'{}',2);
INSERT INTO "ledger" VALUES('monitoring',2,3,'2026-01-19','2025-11-19 08:00:00.000000','2025-11-19 08:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',3);
INSERT INTO "ledger" VALUES('monitoring',2,4,'2026-01-19','2026-01-05 08:00:00.000000','2026-01-05 08:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',4);
INSERT INTO "ledger" VALUES('monitoring',2,5,'2026-01-19','2026-01-18 08:00:00.000000','2026-01-18 08:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',5);
INSERT INTO "ledger" VALUES('monitoring',3,3,'2026-01-19','2025-11-19 08:00:00.000000','2025-11-19 08:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',6);
INSERT INTO "ledger" VALUES('monitoring',3,4,'2026-01-19','2026-01-05 08:00:00.000000','2026-01-05 08:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',7);
INSERT INTO "ledger" VALUES('monitoring',3,5,'2026-01-19','2026-01-18 08:00:00.000000','2026-01-18 08:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',8);
INSERT INTO "ledger" VALUES('monitoring',4,3,'2027-09-16','2027-07-16 07:00:00.000000','2027-07-16 07:00:00.000000','planned','2026-11-22 06:26:33.266575',NULL,0,0,NULL,'{}',9);
INSERT INTO "ledger" VALUES('monitoring',4,4,'2027-09-16','2027-09-02 07:00:00.000000','2027-09-02 07:00:00.000000','planned','2026-11-22 06:26:33.266575',NULL,0,0,NULL,'{}',10);
INSERT INTO "ledger" VALUES('monitoring',4,5,'2027-09-16','2027-09-15 07:00:00.000000','2027-09-15 07:00:00.000000','planned','2026-11-22 06:26:33.266575',NULL,0,0,NULL,'{}',11);
INSERT INTO "ledger" VALUES('monitoring',5,6,'2025-08-21','2025-08-07 07:00:00.000000','2025-08-07 07:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',12);
INSERT INTO "ledger" VALUES('monitoring',6,6,'2029-08-21','2029-08-07 07:00:00.000000','2029-08-07 07:00:00.000000','planned','2026-11-22 06:26:33.266575',NULL,0,0,NULL,'{}',13);
INSERT INTO "ledger" VALUES('monitoring',7,3,'2025-08-21','2025-06-21 07:00:00.000000','2025-06-21 07:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',14);
INSERT INTO "ledger" VALUES('monitoring',7,4,'2025-08-21','2025-08-07 07:00:00.000000','2025-08-07 07:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',15);
INSERT INTO "ledger" VALUES('monitoring',7,5,'2025-08-21','2025-08-20 07:00:00.000000','2025-08-20 07:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',16);
INSERT INTO "ledger" VALUES('monitoring',8,3,'2026-07-08','2026-05-08 07:00:00.000000','2026-05-08 07:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',17);
INSERT INTO "ledger" VALUES('monitoring',8,4,'2026-07-08','2026-06-24 07:00:00.000000','2026-06-24 07:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',18);
INSERT INTO "ledger" VALUES('monitoring',8,5,'2026-07-08','2026-07-07 07:00:00.000000','2026-07-07 07:00:00.000000','late','2026-11-22 06:26:33.266575','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',19);
INSERT INTO "ledger" VALUES('monitoring',9,6,'2027-07-08','2027-06-24 07:00:00.000000','2027-06-24 07:00:00.000000','planned','2026-11-22 06:26:33.266575',NULL,0,0,NULL,'{}',20);
INSERT INTO "ledger" VALUES('monitoring',10,3,'2027-03-16','2027-01-16 08:00:00.000000','2027-01-16 08:00:00.000000','planned','2026-11-22 06:26:33.347850',NULL,0,0,NULL,'{}',21);
INSERT INTO "ledger" VALUES('monitoring',10,4,'2027-03-16','2027-03-02 08:00:00.000000','2027-03-02 08:00:00.000000','planned','2026-11-22 06:26:33.347850',NULL,0,0,NULL,'{}',22);
INSERT INTO "ledger" VALUES('monitoring',10,5,'2027-03-16','2027-03-15 08:00:00.000000','2027-03-15 08:00:00.000000','planned','2026-11-22 06:26:33.347850',NULL,0,0,NULL,'{}',23);
INSERT INTO "ledger" VALUES('monitoring',11,6,'2026-12-26','2026-12-12 08:00:00.000000','2026-12-12 08:00:00.000000','planned','2026-11-22 06:26:33.347850',NULL,0,0,NULL,'{}',24);
INSERT INTO "ledger" VALUES('monitoring',12,1,'2027-03-12','2027-02-10 08:00:00.000000','2027-02-10 08:00:00.000000','planned','2026-11-22 06:26:33.347850',NULL,0,0,NULL,'{}',25);
INSERT INTO "ledger" VALUES('monitoring',12,2,'2027-03-12','2027-03-05 08:00:00.000000','2027-03-05 08:00:00.000000','planned','2026-11-22 06:26:33.347850',NULL,0,0,NULL,'{}',26);
INSERT INTO "ledger" VALUES('monitoring',13,1,'2026-02-07','2026-01-08 08:00:00.000000','2026-01-08 08:00:00.000000','late','2026-11-22 06:26:33.347850','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',27);
INSERT INTO "ledger" VALUES('monitoring',13,2,'2026-02-07','2026-01-31 08:00:00.000000','2026-01-31 08:00:00.000000','late','2026-11-22 06:26:33.347850','2026-11-22 06:27:09.055300',1,0,'reminders.reason.late','{}',28);
INSERT INTO "ledger" VALUES('monitoring',14,1,'2027-12-27','2027-11-27 08:00:00.000000','2027-11-27 08:00:00.000000','planned','2026-11-22 06:26:33.347850',NULL,0,0,NULL,'{}',29);
INSERT INTO "ledger" VALUES('monitoring',14,2,'2027-12-27','2027-12-20 08:00:00.000000','2027-12-20 08:00:00.000000','planned','2026-11-22 06:26:33.347850',NULL,0,0,NULL,'{}',30);
INSERT INTO "ledger" VALUES('monitoring',1,7,'2027-01-19','2027-01-05 08:00:00.000000','2027-01-05 08:00:00.000000','planned','2026-11-22 06:27:09.033888',NULL,0,0,NULL,'{}',31);
INSERT INTO "ledger" VALUES('monitoring',4,7,'2027-09-16','2027-09-02 07:00:00.000000','2027-09-02 07:00:00.000000','planned','2026-11-22 06:27:09.033888',NULL,0,0,NULL,'{}',32);
INSERT INTO "ledger" VALUES('monitoring',6,7,'2029-08-21','2029-08-07 07:00:00.000000','2029-08-07 07:00:00.000000','planned','2026-11-22 06:27:09.033888',NULL,0,0,NULL,'{}',33);
INSERT INTO "ledger" VALUES('monitoring',9,7,'2027-07-08','2027-06-24 07:00:00.000000','2027-06-24 07:00:00.000000','planned','2026-11-22 06:27:09.033888',NULL,0,0,NULL,'{}',34);
INSERT INTO "ledger" VALUES('monitoring',10,7,'2027-03-16','2027-03-02 08:00:00.000000','2027-03-02 08:00:00.000000','planned','2026-11-22 06:27:09.033888',NULL,0,0,NULL,'{}',35);
INSERT INTO "ledger" VALUES('monitoring',11,7,'2026-12-26','2026-12-12 08:00:00.000000','2026-12-12 08:00:00.000000','planned','2026-11-22 06:27:09.033888',NULL,0,0,NULL,'{}',36);
INSERT INTO "ledger" VALUES('monitoring',12,7,'2027-03-12','2027-02-26 08:00:00.000000','2027-02-26 08:00:00.000000','planned','2026-11-22 06:27:09.033888',NULL,0,0,NULL,'{}',37);
INSERT INTO "ledger" VALUES('monitoring',14,7,'2027-12-27','2027-12-13 08:00:00.000000','2027-12-13 08:00:00.000000','planned','2026-11-22 06:27:09.033888',NULL,0,0,NULL,'{}',38);
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
INSERT INTO "monitoring_recipients" VALUES(1,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,1);
INSERT INTO "monitoring_recipients" VALUES(2,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,2);
INSERT INTO "monitoring_recipients" VALUES(3,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,3);
INSERT INTO "monitoring_recipients" VALUES(4,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,4);
INSERT INTO "monitoring_recipients" VALUES(5,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,5);
INSERT INTO "monitoring_recipients" VALUES(6,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,6);
INSERT INTO "monitoring_recipients" VALUES(7,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,7);
INSERT INTO "monitoring_recipients" VALUES(8,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,8);
INSERT INTO "monitoring_recipients" VALUES(9,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,9);
INSERT INTO "monitoring_recipients" VALUES(10,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.347850',NULL,'2026-11-22 06:26:33.347850',NULL,NULL,10);
INSERT INTO "monitoring_recipients" VALUES(11,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.347850',NULL,'2026-11-22 06:26:33.347850',NULL,NULL,11);
INSERT INTO "monitoring_recipients" VALUES(12,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.347850',NULL,'2026-11-22 06:26:33.347850',NULL,NULL,12);
INSERT INTO "monitoring_recipients" VALUES(13,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.347850',NULL,'2026-11-22 06:26:33.347850',NULL,NULL,13);
INSERT INTO "monitoring_recipients" VALUES(14,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.347850',NULL,'2026-11-22 06:26:33.347850',NULL,NULL,14);
INSERT INTO "monitoring_recipients" VALUES(15,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:33.347850',NULL,'2026-11-22 06:26:33.347850',NULL,NULL,15);
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
	id INTEGER NOT NULL, position INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_monitoring_rules PRIMARY KEY (id), 
	CONSTRAINT fk_monitoring_rules_assigned_id_users FOREIGN KEY(assigned_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitoring_rules_item_id_calculator_items FOREIGN KEY(item_id) REFERENCES calculator_items (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitoring_rules_ladder_id_ladders FOREIGN KEY(ladder_id) REFERENCES ladders (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitoring_rules_status_id_contract_statuses FOREIGN KEY(status_id) REFERENCES contract_statuses (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_monitoring_rules_value_id_calculator_values FOREIGN KEY(value_id) REFERENCES calculator_values (id) ON DELETE RESTRICT
);
INSERT INTO "monitoring_rules" VALUES(1,NULL,4,'contract_start',12,'month',1,NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,1,1);
INSERT INTO "monitoring_rules" VALUES(1,2,4,'contract_start',24,'month',1,NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,2,2);
INSERT INTO "monitoring_rules" VALUES(2,NULL,4,'contract_start',12,'month',2,NULL,0,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,3,1);
INSERT INTO "monitoring_rules" VALUES(2,3,4,'contract_start',6,'month',2,NULL,0,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,4,2);
INSERT INTO "monitoring_rules" VALUES(3,NULL,4,'contract_start',60,'month',3,NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,5,1);
INSERT INTO "monitoring_rules" VALUES(4,NULL,4,'contract_start',12,'month',1,NULL,0,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,6,1);
INSERT INTO "monitoring_rules" VALUES(5,NULL,4,'contract_start',12,'month',2,NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,7,1);
INSERT INTO "monitoring_rules" VALUES(5,9,4,'contract_start',6,'month',2,NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,8,2);
INSERT INTO "monitoring_rules" VALUES(6,NULL,4,'contract_start',24,'month',3,NULL,0,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,9,1);
INSERT INTO "monitoring_rules" VALUES(6,11,4,'contract_start',60,'month',3,NULL,0,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,10,2);
INSERT INTO "monitoring_rules" VALUES(7,NULL,4,'contract_start',60,'month',1,NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,11,1);
INSERT INTO "monitoring_rules" VALUES(8,NULL,4,'contract_start',12,'month',2,NULL,0,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,12,1);
INSERT INTO "monitoring_rules" VALUES(9,NULL,4,'contract_start',12,'month',3,NULL,1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,13,1);
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
INSERT INTO "monitorings" VALUES('Przegląd instalacji gazowej – co dwa lata','przegląd',1,1,1,2,'2025-01-20','2027-01-19','active',3,1,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,1);
INSERT INTO "monitorings" VALUES('Dozór techniczny UDT','dozór',1,1,2,12,'2025-01-20','2026-01-19','finished',3,2,NULL,2,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.377539',NULL,NULL,2);
INSERT INTO "monitorings" VALUES('Przegląd kominiarski – roczny','przegląd',1,1,3,3,'2025-01-20','2026-01-19','finished',3,2,NULL,2,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.377539',NULL,NULL,3);
INSERT INTO "monitorings" VALUES('Dozór techniczny UDT','dozór',3,2,4,12,'2026-09-17','2027-09-16','active',3,2,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,4);
INSERT INTO "monitorings" VALUES('Umowa serwisowa całodobowa – złota','umowa',3,3,5,13,'2024-08-22','2025-08-21','finished',3,3,NULL,2,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.377539',NULL,NULL,5);
INSERT INTO "monitorings" VALUES('Gwarancja na instalację – 5 lat','gwarancja',3,3,6,10,'2024-08-22','2029-08-21','active',3,3,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,6);
INSERT INTO "monitorings" VALUES('Przegląd kominiarski – roczny','przegląd',3,3,7,3,'2024-08-22','2025-08-21','finished',3,2,NULL,2,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.377539',NULL,NULL,7);
INSERT INTO "monitorings" VALUES('Serwis klimatyzacji – wiosenny','serwis',1,4,8,7,'2025-07-09','2026-07-08','finished',3,2,NULL,2,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.377539',NULL,NULL,8);
INSERT INTO "monitorings" VALUES('Gwarancja na instalację – 2 lata','gwarancja',1,4,9,9,'2025-07-09','2027-07-08','active',3,3,NULL,1,'2026-11-22 06:26:33.266575',NULL,'2026-11-22 06:26:33.266575',NULL,NULL,9);
INSERT INTO "monitorings" VALUES('Próba ciśnieniowa hydrantów','kontrola',3,2,NULL,NULL,'2026-03-17','2027-03-16','active',4,2,NULL,1,'2026-11-22 06:26:33.347850',NULL,'2026-11-22 06:26:33.347850',NULL,NULL,10);
INSERT INTO "monitorings" VALUES('Próba ciśnieniowa hydrantów','kontrola',2,5,NULL,NULL,'2026-06-30','2026-12-26','active',9,3,NULL,1,'2026-11-22 06:26:33.347850',NULL,'2026-11-22 06:26:33.347850',NULL,NULL,11);
INSERT INTO "monitorings" VALUES('Odczyt liczników','polisa',1,1,NULL,NULL,'2026-12-13','2027-03-12','scheduled',11,1,NULL,1,'2026-11-22 06:26:33.347850',NULL,'2026-11-22 06:26:33.347850',NULL,NULL,12);
INSERT INTO "monitorings" VALUES('Badanie ciśnieniowe','kontrola',3,2,NULL,NULL,'2025-08-12','2026-02-07','finished',10,1,NULL,2,'2026-11-22 06:26:33.347850',NULL,'2026-11-22 06:26:33.377539',NULL,NULL,13);
INSERT INTO "monitorings" VALUES('Badanie ciśnieniowe','rękojmia',3,3,NULL,NULL,'2025-12-28','2027-12-27','active',4,1,NULL,1,'2026-11-22 06:26:33.347850',NULL,'2026-11-22 06:26:33.347850',NULL,NULL,14);
INSERT INTO "monitorings" VALUES('Próba ciśnieniowa hydrantów','kontrola',1,4,NULL,NULL,'2026-01-19',NULL,'active',2,3,NULL,1,'2026-11-22 06:26:33.347850',NULL,'2026-11-22 06:26:33.347850',NULL,NULL,15);
CREATE TABLE office_preferences (
	kind VARCHAR(60) NOT NULL, 
	channel VARCHAR(20) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_office_preferences PRIMARY KEY (id), 
	CONSTRAINT uq_office_preferences_kind_channel UNIQUE (kind, channel)
);
INSERT INTO "office_preferences" VALUES('monitoring.created','email','always',1,'2026-11-22 06:27:06.995658',1,'2026-11-22 06:27:06.995658',1,NULL,1);
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
	id INTEGER NOT NULL, again_of_id INTEGER, again_count INTEGER DEFAULT '0' NOT NULL, trouble VARCHAR(60), 
	CONSTRAINT pk_outbox PRIMARY KEY (id), 
	CONSTRAINT uq_outbox_key UNIQUE ("key")
);
INSERT INTO "outbox" VALUES('release:1:email','monitoring.created','email',1,'zofia.wolska@instalatorium.example.test','Zofia Wolska',NULL,'monitoring',10,NULL,'Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.','Sprawdź, czy termin się zgadza i czy przypomnienia dostaną właściwe osoby.

Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.
Klient: Hydropol Kielce Sp. z o.o.
Umowa: U/2026/0002
Typ: kontrola
Pierwszy dzień: 17 mar 2026
Ostatni dzień: 16 mar 2027
Osoba odpowiedzialna: Piotr Wójcik

Otwórz w Czuwaj: http://127.0.0.1:8501/watch?id=10

-- 
Dostajesz tę wiadomość, bo jesteś wśród osób powiadamianych. Odbiorców można zmienić na stronie monitoringu.
Instalatorium Wolski
','<!doctype html>
<html lang="pl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .paper { background: #14171a !important; }
  .card { background: #1d2226 !important; border-color: #333b41 !important; }
  .ink { color: #e8e6e1 !important; }
  .soft { color: #a7b0b5 !important; }
  .rule { border-color: #333b41 !important; }
  .note { background: #3a2e12 !important; color: #f3d9a0 !important; }
  .button { background: #4fb8ad !important; }
  .button a { color: #0c1a19 !important; }
}
@media (max-width: 480px) {
  .pad { padding: 20px 16px !important; }
  .label { display: block !important; width: auto !important; padding-bottom: 0 !important; }
  .value { display: block !important; width: auto !important; padding-top: 2px !important; border: 0 !important; }
  .button, .button a { display: block !important; text-align: center !important; }
}
</style>
</head>
<body class="paper" style="margin:0;padding:0;background:#f6f3ec;-webkit-text-size-adjust:100%;">
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f3ec;">
<tr><td align="center" style="padding:24px 12px;">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#fffdf8;border:1px solid #e2dccf;border-radius:10px;">
<tr><td class="pad" style="padding:28px 32px;font-family:''Segoe UI'',Helvetica,Arial,sans-serif;">
<h1 class="ink" style="margin:0 0 12px;font-size:20px;line-height:1.35;font-weight:600;color:#22262a;overflow-wrap:anywhere;">Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.</h1>
<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.5;color:#22262a;">Sprawdź, czy termin się zgadza i czy przypomnienia dostaną właściwe osoby.</p>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 20px;border-collapse:collapse;">
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Klient</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">Hydropol Kielce Sp. z o.o.</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Umowa</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">U/2026/0002</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Typ</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">kontrola</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Pierwszy dzień</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">17 mar 2026</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Ostatni dzień</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">16 mar 2027</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Osoba odpowiedzialna</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">Piotr Wójcik</td>
</tr>
</table>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 8px;"><tr><td class="button" style="border-radius:8px;background:#0f5e59;">
<a href="http://127.0.0.1:8501/watch?id=10" style="display:inline-block;padding:13px 22px;font-size:16px;font-weight:600;line-height:1.2;color:#ffffff;text-decoration:none;">Otwórz w Czuwaj</a>
</td></tr></table>
<p class="soft rule" style="margin:20px 0 0;padding-top:14px;border-top:1px solid #e9e4d8;font-size:13px;line-height:1.5;color:#5f6a70;">Dostajesz tę wiadomość, bo jesteś wśród osób powiadamianych. Odbiorców można zmienić na stronie monitoringu.<br>Instalatorium Wolski</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>','<f86f7c846087de42821fd0268958c4ea93ad99af@czuwaj.invalid>','pl','{}','waiting','2026-11-22 06:27:42.015907','2026-11-22 06:27:42.015907','2026-11-22 06:27:42.015907',0,NULL,NULL,NULL,NULL,0,0,1,NULL,0,NULL);
INSERT INTO "outbox" VALUES('release:2:email','monitoring.created','email',2,'marek.zielinski@instalatorium.example.test','Marek Zieliński',NULL,'monitoring',10,NULL,'Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.','Sprawdź, czy termin się zgadza i czy przypomnienia dostaną właściwe osoby.

Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.
Klient: Hydropol Kielce Sp. z o.o.
Umowa: U/2026/0002
Typ: kontrola
Pierwszy dzień: 17 mar 2026
Ostatni dzień: 16 mar 2027
Osoba odpowiedzialna: Piotr Wójcik

Otwórz w Czuwaj: http://127.0.0.1:8501/watch?id=10

-- 
Dostajesz tę wiadomość, bo jesteś wśród osób powiadamianych. Odbiorców można zmienić na stronie monitoringu.
Instalatorium Wolski
','<!doctype html>
<html lang="pl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .paper { background: #14171a !important; }
  .card { background: #1d2226 !important; border-color: #333b41 !important; }
  .ink { color: #e8e6e1 !important; }
  .soft { color: #a7b0b5 !important; }
  .rule { border-color: #333b41 !important; }
  .note { background: #3a2e12 !important; color: #f3d9a0 !important; }
  .button { background: #4fb8ad !important; }
  .button a { color: #0c1a19 !important; }
}
@media (max-width: 480px) {
  .pad { padding: 20px 16px !important; }
  .label { display: block !important; width: auto !important; padding-bottom: 0 !important; }
  .value { display: block !important; width: auto !important; padding-top: 2px !important; border: 0 !important; }
  .button, .button a { display: block !important; text-align: center !important; }
}
</style>
</head>
<body class="paper" style="margin:0;padding:0;background:#f6f3ec;-webkit-text-size-adjust:100%;">
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f3ec;">
<tr><td align="center" style="padding:24px 12px;">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#fffdf8;border:1px solid #e2dccf;border-radius:10px;">
<tr><td class="pad" style="padding:28px 32px;font-family:''Segoe UI'',Helvetica,Arial,sans-serif;">
<h1 class="ink" style="margin:0 0 12px;font-size:20px;line-height:1.35;font-weight:600;color:#22262a;overflow-wrap:anywhere;">Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.</h1>
<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.5;color:#22262a;">Sprawdź, czy termin się zgadza i czy przypomnienia dostaną właściwe osoby.</p>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 20px;border-collapse:collapse;">
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Klient</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">Hydropol Kielce Sp. z o.o.</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Umowa</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">U/2026/0002</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Typ</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">kontrola</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Pierwszy dzień</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">17 mar 2026</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Ostatni dzień</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">16 mar 2027</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Osoba odpowiedzialna</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">Piotr Wójcik</td>
</tr>
</table>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 8px;"><tr><td class="button" style="border-radius:8px;background:#0f5e59;">
<a href="http://127.0.0.1:8501/watch?id=10" style="display:inline-block;padding:13px 22px;font-size:16px;font-weight:600;line-height:1.2;color:#ffffff;text-decoration:none;">Otwórz w Czuwaj</a>
</td></tr></table>
<p class="soft rule" style="margin:20px 0 0;padding-top:14px;border-top:1px solid #e9e4d8;font-size:13px;line-height:1.5;color:#5f6a70;">Dostajesz tę wiadomość, bo jesteś wśród osób powiadamianych. Odbiorców można zmienić na stronie monitoringu.<br>Instalatorium Wolski</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>','<77f33a214ebffb0268396b4b6eb66aad3ad38626@czuwaj.invalid>','pl','{}','waiting','2026-11-22 06:27:42.015907','2026-11-22 06:27:42.015907','2026-11-22 06:27:42.015907',0,NULL,NULL,NULL,NULL,0,0,2,NULL,0,NULL);
INSERT INTO "outbox" VALUES('release:3:email','monitoring.created','email',3,'agnieszka.kaminska@instalatorium.example.test','Agnieszka Kamińska',NULL,'monitoring',10,NULL,'Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.','Sprawdź, czy termin się zgadza i czy przypomnienia dostaną właściwe osoby.

Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.
Klient: Hydropol Kielce Sp. z o.o.
Umowa: U/2026/0002
Typ: kontrola
Pierwszy dzień: 17 mar 2026
Ostatni dzień: 16 mar 2027
Osoba odpowiedzialna: Piotr Wójcik

Otwórz w Czuwaj: http://127.0.0.1:8501/watch?id=10

-- 
Dostajesz tę wiadomość, bo jesteś wśród osób powiadamianych. Odbiorców można zmienić na stronie monitoringu.
Instalatorium Wolski
','<!doctype html>
<html lang="pl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .paper { background: #14171a !important; }
  .card { background: #1d2226 !important; border-color: #333b41 !important; }
  .ink { color: #e8e6e1 !important; }
  .soft { color: #a7b0b5 !important; }
  .rule { border-color: #333b41 !important; }
  .note { background: #3a2e12 !important; color: #f3d9a0 !important; }
  .button { background: #4fb8ad !important; }
  .button a { color: #0c1a19 !important; }
}
@media (max-width: 480px) {
  .pad { padding: 20px 16px !important; }
  .label { display: block !important; width: auto !important; padding-bottom: 0 !important; }
  .value { display: block !important; width: auto !important; padding-top: 2px !important; border: 0 !important; }
  .button, .button a { display: block !important; text-align: center !important; }
}
</style>
</head>
<body class="paper" style="margin:0;padding:0;background:#f6f3ec;-webkit-text-size-adjust:100%;">
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f3ec;">
<tr><td align="center" style="padding:24px 12px;">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#fffdf8;border:1px solid #e2dccf;border-radius:10px;">
<tr><td class="pad" style="padding:28px 32px;font-family:''Segoe UI'',Helvetica,Arial,sans-serif;">
<h1 class="ink" style="margin:0 0 12px;font-size:20px;line-height:1.35;font-weight:600;color:#22262a;overflow-wrap:anywhere;">Nowy monitoring do 16 mar 2027: Próba ciśnieniowa hydrantów – Hydropol Kielce Sp. z o.o.</h1>
<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.5;color:#22262a;">Sprawdź, czy termin się zgadza i czy przypomnienia dostaną właściwe osoby.</p>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 20px;border-collapse:collapse;">
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Klient</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">Hydropol Kielce Sp. z o.o.</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Umowa</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">U/2026/0002</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Typ</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">kontrola</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Pierwszy dzień</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">17 mar 2026</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Ostatni dzień</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">16 mar 2027</td>
</tr>
<tr>
<td class="label soft rule" valign="top" style="width:36%;padding:8px 12px 8px 0;border-top:1px solid #e9e4d8;font-size:14px;line-height:1.45;color:#5f6a70;">Osoba odpowiedzialna</td>
<td class="value ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e9e4d8;font-size:15px;line-height:1.45;color:#22262a;overflow-wrap:anywhere;">Piotr Wójcik</td>
</tr>
</table>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 8px;"><tr><td class="button" style="border-radius:8px;background:#0f5e59;">
<a href="http://127.0.0.1:8501/watch?id=10" style="display:inline-block;padding:13px 22px;font-size:16px;font-weight:600;line-height:1.2;color:#ffffff;text-decoration:none;">Otwórz w Czuwaj</a>
</td></tr></table>
<p class="soft rule" style="margin:20px 0 0;padding-top:14px;border-top:1px solid #e9e4d8;font-size:13px;line-height:1.5;color:#5f6a70;">Dostajesz tę wiadomość, bo jesteś wśród osób powiadamianych. Odbiorców można zmienić na stronie monitoringu.<br>Instalatorium Wolski</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>','<05a691c4b9ee79f119bae4d77d379393a204b428@czuwaj.invalid>','pl','{}','waiting','2026-11-22 06:27:42.015907','2026-11-22 06:27:42.015907','2026-11-22 06:27:42.015907',0,NULL,NULL,NULL,NULL,0,0,3,NULL,0,NULL);
CREATE TABLE own_steps (
	user_id INTEGER NOT NULL, 
	days INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_own_steps PRIMARY KEY (id), 
	CONSTRAINT fk_own_steps_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_own_steps_user_id_days UNIQUE (user_id, days)
);
INSERT INTO "own_steps" VALUES(1,14,1,'2026-11-22 06:27:06.995658',1,'2026-11-22 06:27:06.995658',1,NULL,1);
CREATE TABLE replans (
	kind VARCHAR(40) NOT NULL, 
	last_id INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_replans PRIMARY KEY (id), 
	CONSTRAINT uq_replans_kind UNIQUE (kind)
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
INSERT INTO "role_grants" VALUES(1,'clients.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,1);
INSERT INTO "role_grants" VALUES(1,'clients.create',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,2);
INSERT INTO "role_grants" VALUES(1,'clients.edit',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,3);
INSERT INTO "role_grants" VALUES(1,'clients.delete',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,4);
INSERT INTO "role_grants" VALUES(1,'clients.export',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,5);
INSERT INTO "role_grants" VALUES(1,'contracts.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,6);
INSERT INTO "role_grants" VALUES(1,'contracts.create',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,7);
INSERT INTO "role_grants" VALUES(1,'contracts.edit',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,8);
INSERT INTO "role_grants" VALUES(1,'contracts.delete',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,9);
INSERT INTO "role_grants" VALUES(1,'contracts.export',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,10);
INSERT INTO "role_grants" VALUES(1,'monitoring.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,11);
INSERT INTO "role_grants" VALUES(1,'monitoring.create',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,12);
INSERT INTO "role_grants" VALUES(1,'monitoring.edit',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,13);
INSERT INTO "role_grants" VALUES(1,'monitoring.delete',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,14);
INSERT INTO "role_grants" VALUES(1,'monitoring.export',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,15);
INSERT INTO "role_grants" VALUES(1,'calculator.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,16);
INSERT INTO "role_grants" VALUES(1,'calculator.configure',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,17);
INSERT INTO "role_grants" VALUES(1,'people.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,18);
INSERT INTO "role_grants" VALUES(1,'people.configure',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,19);
INSERT INTO "role_grants" VALUES(1,'inbox.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,20);
INSERT INTO "role_grants" VALUES(1,'inbox.edit',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,21);
INSERT INTO "role_grants" VALUES(1,'imports.create',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,22);
INSERT INTO "role_grants" VALUES(1,'history.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,23);
INSERT INTO "role_grants" VALUES(1,'office.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,24);
INSERT INTO "role_grants" VALUES(1,'office.configure',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,25);
INSERT INTO "role_grants" VALUES(2,'clients.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,26);
INSERT INTO "role_grants" VALUES(2,'clients.create',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,27);
INSERT INTO "role_grants" VALUES(2,'clients.export',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,28);
INSERT INTO "role_grants" VALUES(2,'contracts.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,29);
INSERT INTO "role_grants" VALUES(2,'contracts.create',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,30);
INSERT INTO "role_grants" VALUES(2,'contracts.export',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,31);
INSERT INTO "role_grants" VALUES(2,'monitoring.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,32);
INSERT INTO "role_grants" VALUES(2,'monitoring.create',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,33);
INSERT INTO "role_grants" VALUES(2,'monitoring.export',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,34);
INSERT INTO "role_grants" VALUES(2,'clients.edit',2,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,35);
INSERT INTO "role_grants" VALUES(2,'clients.delete',2,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,36);
INSERT INTO "role_grants" VALUES(2,'contracts.edit',2,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,37);
INSERT INTO "role_grants" VALUES(2,'contracts.delete',2,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,38);
INSERT INTO "role_grants" VALUES(2,'monitoring.edit',2,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,39);
INSERT INTO "role_grants" VALUES(2,'monitoring.delete',2,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,40);
INSERT INTO "role_grants" VALUES(2,'calculator.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,41);
INSERT INTO "role_grants" VALUES(2,'calculator.configure',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,42);
INSERT INTO "role_grants" VALUES(2,'people.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,43);
INSERT INTO "role_grants" VALUES(2,'office.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,44);
INSERT INTO "role_grants" VALUES(2,'inbox.view',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,45);
INSERT INTO "role_grants" VALUES(2,'inbox.edit',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,46);
INSERT INTO "role_grants" VALUES(2,'history.view',2,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,47);
INSERT INTO "role_grants" VALUES(3,'clients.view',2,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,48);
INSERT INTO "role_grants" VALUES(3,'contracts.view',2,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,49);
INSERT INTO "role_grants" VALUES(3,'monitoring.view',2,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,50);
INSERT INTO "role_grants" VALUES(3,'clients.create',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,51);
INSERT INTO "role_grants" VALUES(3,'clients.edit',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,52);
INSERT INTO "role_grants" VALUES(3,'clients.delete',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,53);
INSERT INTO "role_grants" VALUES(3,'contracts.create',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,54);
INSERT INTO "role_grants" VALUES(3,'contracts.edit',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,55);
INSERT INTO "role_grants" VALUES(3,'contracts.delete',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,56);
INSERT INTO "role_grants" VALUES(3,'monitoring.create',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,57);
INSERT INTO "role_grants" VALUES(3,'monitoring.edit',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,58);
INSERT INTO "role_grants" VALUES(3,'monitoring.delete',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,59);
INSERT INTO "role_grants" VALUES(3,'monitoring.export',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,60);
INSERT INTO "role_grants" VALUES(3,'calculator.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,61);
INSERT INTO "role_grants" VALUES(3,'people.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,62);
INSERT INTO "role_grants" VALUES(3,'inbox.view',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,63);
INSERT INTO "role_grants" VALUES(3,'inbox.edit',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,64);
INSERT INTO "role_grants" VALUES(4,'clients.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,65);
INSERT INTO "role_grants" VALUES(4,'contracts.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,66);
INSERT INTO "role_grants" VALUES(4,'monitoring.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,67);
INSERT INTO "role_grants" VALUES(4,'calculator.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,68);
INSERT INTO "role_grants" VALUES(4,'people.view',3,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,69);
INSERT INTO "role_grants" VALUES(4,'inbox.view',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,70);
INSERT INTO "role_grants" VALUES(4,'inbox.edit',1,1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,71);
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
INSERT INTO "roles" VALUES('administrator','Administrator',1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,1);
INSERT INTO "roles" VALUES('manager','Manager',1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,2);
INSERT INTO "roles" VALUES('employee','Employee',1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,3);
INSERT INTO "roles" VALUES('viewer','Viewer',1,'2026-11-22 06:26:32.386827',NULL,'2026-11-22 06:26:32.386827',NULL,NULL,4);
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
INSERT INTO "rule_recipients" VALUES(1,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,1);
INSERT INTO "rule_recipients" VALUES(2,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,2);
INSERT INTO "rule_recipients" VALUES(3,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,3);
INSERT INTO "rule_recipients" VALUES(4,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,4);
INSERT INTO "rule_recipients" VALUES(5,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,5);
INSERT INTO "rule_recipients" VALUES(6,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,6);
INSERT INTO "rule_recipients" VALUES(7,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,7);
INSERT INTO "rule_recipients" VALUES(8,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,8);
INSERT INTO "rule_recipients" VALUES(9,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,9);
INSERT INTO "rule_recipients" VALUES(10,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,10);
INSERT INTO "rule_recipients" VALUES(11,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,11);
INSERT INTO "rule_recipients" VALUES(12,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,12);
INSERT INTO "rule_recipients" VALUES(13,'contract_owner',NULL,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,13);
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
INSERT INTO "settings" VALUES('setup.code_hash','""',2,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,1);
INSERT INTO "settings" VALUES('office.name','"Instalatorium Wolski"',1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,2);
INSERT INTO "settings" VALUES('office.zone','"Europe/Warsaw"',1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,3);
INSERT INTO "settings" VALUES('office.language','"pl"',1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,4);
INSERT INTO "settings" VALUES('office.currency','"PLN"',1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,5);
INSERT INTO "settings" VALUES('office.contract_pattern','"U/{year}/{number:04}"',1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,6);
INSERT INTO "settings" VALUES('office.is_set_up','true',1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,7);
INSERT INTO "settings" VALUES('monitoring.default_recipients','[{"kind": "team", "person_id": null, "team_id": 1}]',1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,8);
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
ANALYZE "sqlite_master";
INSERT INTO "sqlite_stat1" VALUES('ladders','sqlite_autoindex_ladders_1','4 1');
INSERT INTO "sqlite_stat1" VALUES('imports',NULL,'1');
INSERT INTO "sqlite_stat1" VALUES('teams','sqlite_autoindex_teams_1','3 1');
INSERT INTO "sqlite_stat1" VALUES('ladder_steps','sqlite_autoindex_ladder_steps_1','7 2 1');
INSERT INTO "sqlite_stat1" VALUES('own_steps','ix_own_steps_days','1 1');
INSERT INTO "sqlite_stat1" VALUES('own_steps','sqlite_autoindex_own_steps_1','1 1 1');
INSERT INTO "sqlite_stat1" VALUES('history','ix_history_actor_id_id','263 132 1');
INSERT INTO "sqlite_stat1" VALUES('history','ix_history_kind_row_id','263 11 1');
INSERT INTO "sqlite_stat1" VALUES('history','ix_history_at','263 38');
INSERT INTO "sqlite_stat1" VALUES('contract_statuses','sqlite_autoindex_contract_statuses_2','6 1');
INSERT INTO "sqlite_stat1" VALUES('contract_statuses','sqlite_autoindex_contract_statuses_1','6 1');
INSERT INTO "sqlite_stat1" VALUES('calculator_items','sqlite_autoindex_calculator_items_1','9 1');
INSERT INTO "sqlite_stat1" VALUES('beats','sqlite_autoindex_beats_1','3 1');
INSERT INTO "sqlite_stat1" VALUES('role_grants','sqlite_autoindex_role_grants_1','71 18 1');
INSERT INTO "sqlite_stat1" VALUES('alembic_version','sqlite_autoindex_alembic_version_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('roles','sqlite_autoindex_roles_2','4 1');
INSERT INTO "sqlite_stat1" VALUES('roles','sqlite_autoindex_roles_1','4 1');
INSERT INTO "sqlite_stat1" VALUES('monitorings','ix_monitorings_scheduled','1 1 1');
INSERT INTO "sqlite_stat1" VALUES('monitorings','ix_monitorings_assigned_id_ends_on','15 3 2 1');
INSERT INTO "sqlite_stat1" VALUES('monitorings','ix_monitorings_type','15 2');
INSERT INTO "sqlite_stat1" VALUES('monitorings','ix_monitorings_title_id','15 2 1');
INSERT INTO "sqlite_stat1" VALUES('monitorings','ix_monitorings_state_ends_on','15 5 2 1');
INSERT INTO "sqlite_stat1" VALUES('monitorings','ix_monitorings_starts_on_id','15 2 1');
INSERT INTO "sqlite_stat1" VALUES('monitorings','ix_monitorings_rule_id','15 2');
INSERT INTO "sqlite_stat1" VALUES('monitorings','ix_monitorings_ends_on_id','15 2 1');
INSERT INTO "sqlite_stat1" VALUES('monitorings','ix_monitorings_contract_id','15 3');
INSERT INTO "sqlite_stat1" VALUES('monitorings','ix_monitorings_client_id','15 5');
INSERT INTO "sqlite_stat1" VALUES('monitorings','sqlite_autoindex_monitorings_1','15 2 2 1');
INSERT INTO "sqlite_stat1" VALUES('contract_status_changes','ix_contract_status_changes_contract_id','10 2');
INSERT INTO "sqlite_stat1" VALUES('calculator_values','sqlite_autoindex_calculator_values_1','13 2 1');
INSERT INTO "sqlite_stat1" VALUES('settings','sqlite_autoindex_settings_1','8 1');
INSERT INTO "sqlite_stat1" VALUES('team_members','ix_team_members_user_id','12 1');
INSERT INTO "sqlite_stat1" VALUES('team_members','sqlite_autoindex_team_members_1','12 4 1');
INSERT INTO "sqlite_stat1" VALUES('office_preferences','sqlite_autoindex_office_preferences_1','1 1 1');
INSERT INTO "sqlite_stat1" VALUES('job_runs','ix_job_runs_started_at','1 1');
INSERT INTO "sqlite_stat1" VALUES('job_runs','ix_job_runs_job_id','1 1 1');
INSERT INTO "sqlite_stat1" VALUES('users','ix_users_supervisor_id','13 4');
INSERT INTO "sqlite_stat1" VALUES('users','ix_users_name_id','13 1 1');
INSERT INTO "sqlite_stat1" VALUES('users','sqlite_autoindex_users_1','13 1');
INSERT INTO "sqlite_stat1" VALUES('clients','ix_clients_owner_id','3 2');
INSERT INTO "sqlite_stat1" VALUES('clients','ix_clients_name_id','3 1 1');
INSERT INTO "sqlite_stat1" VALUES('batches',NULL,'1');
INSERT INTO "sqlite_stat1" VALUES('user_roles','ix_user_roles_role_id','13 4');
INSERT INTO "sqlite_stat1" VALUES('user_roles','sqlite_autoindex_user_roles_1','13 1 1');
INSERT INTO "sqlite_stat1" VALUES('contracts','ix_contracts_status_id_number','6 2 1');
INSERT INTO "sqlite_stat1" VALUES('contracts','ix_contracts_owner_id','6 3');
INSERT INTO "sqlite_stat1" VALUES('contracts','ix_contracts_ends_on_id','6 2 1');
INSERT INTO "sqlite_stat1" VALUES('contracts','ix_contracts_client_id','6 2');
INSERT INTO "sqlite_stat1" VALUES('contracts','sqlite_autoindex_contracts_1','6 1');
INSERT INTO "sqlite_stat1" VALUES('rule_recipients','ix_rule_recipients_team_id','13 13');
INSERT INTO "sqlite_stat1" VALUES('rule_recipients','ix_rule_recipients_rule_id','13 1');
INSERT INTO "sqlite_stat1" VALUES('rule_recipients','ix_rule_recipients_person_id','13 13');
INSERT INTO "sqlite_stat1" VALUES('client_people','ix_client_people_client_id','6 2');
INSERT INTO "sqlite_stat1" VALUES('ledger','ix_ledger_step_id','38 6');
INSERT INTO "sqlite_stat1" VALUES('ledger','ix_ledger_due','23 2 1');
INSERT INTO "sqlite_stat1" VALUES('ledger','sqlite_autoindex_ledger_1','38 38 3 1 1');
INSERT INTO "sqlite_stat1" VALUES('contract_lines','ix_contract_lines_value_id','11 2');
INSERT INTO "sqlite_stat1" VALUES('contract_lines','ix_contract_lines_item_id','11 2');
INSERT INTO "sqlite_stat1" VALUES('contract_lines','ix_contract_lines_contract_id','11 2');
INSERT INTO "sqlite_stat1" VALUES('monitoring_recipients','ix_monitoring_recipients_team_id','15 15');
INSERT INTO "sqlite_stat1" VALUES('monitoring_recipients','ix_monitoring_recipients_person_id','15 15');
INSERT INTO "sqlite_stat1" VALUES('monitoring_recipients','ix_monitoring_recipients_monitoring_id','15 1');
INSERT INTO "sqlite_stat1" VALUES('accounts',NULL,'1');
INSERT INTO "sqlite_stat1" VALUES('monitoring_rules','ix_monitoring_rules_value_id','13 3');
INSERT INTO "sqlite_stat1" VALUES('monitoring_rules','ix_monitoring_rules_status_id','13 13');
INSERT INTO "sqlite_stat1" VALUES('monitoring_rules','ix_monitoring_rules_item_id','13 2');
INSERT INTO "sqlite_stat1" VALUES('monitoring_rules','ix_monitoring_rules_assigned_id','13 13');
INSERT INTO "sqlite_stat1" VALUES('user_preferences','sqlite_autoindex_user_preferences_1','1 1 1 1');
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
INSERT INTO "team_members" VALUES(1,2,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,1);
INSERT INTO "team_members" VALUES(1,4,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,2);
INSERT INTO "team_members" VALUES(1,5,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,3);
INSERT INTO "team_members" VALUES(1,6,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,4);
INSERT INTO "team_members" VALUES(1,7,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,5);
INSERT INTO "team_members" VALUES(1,12,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,6);
INSERT INTO "team_members" VALUES(1,13,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,7);
INSERT INTO "team_members" VALUES(2,3,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,8);
INSERT INTO "team_members" VALUES(2,8,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,9);
INSERT INTO "team_members" VALUES(2,9,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,10);
INSERT INTO "team_members" VALUES(2,10,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,11);
INSERT INTO "team_members" VALUES(3,11,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,12);
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
INSERT INTO "teams" VALUES('Serwis',1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,1);
INSERT INTO "teams" VALUES('Handlowcy',1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,2);
INSERT INTO "teams" VALUES('Biuro',1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,3);
CREATE TABLE throttles (
	subject VARCHAR(300) NOT NULL, 
	failures INTEGER NOT NULL, 
	until_at DATETIME NOT NULL, 
	user_id INTEGER, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_throttles PRIMARY KEY (id), 
	CONSTRAINT uq_throttles_subject UNIQUE (subject)
);
CREATE TABLE tokens (
	user_id INTEGER NOT NULL, 
	purpose VARCHAR(10) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	used_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_tokens PRIMARY KEY (id), 
	CONSTRAINT fk_tokens_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_tokens_token_hash UNIQUE (token_hash)
);
CREATE TABLE user_preferences (
	user_id INTEGER NOT NULL, 
	kind VARCHAR(60) NOT NULL, 
	channel VARCHAR(20) NOT NULL, 
	is_on BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	id INTEGER NOT NULL, 
	CONSTRAINT pk_user_preferences PRIMARY KEY (id), 
	CONSTRAINT fk_user_preferences_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_user_preferences_user_id_kind_channel UNIQUE (user_id, kind, channel)
);
INSERT INTO "user_preferences" VALUES(1,'monitoring.ending','email',0,1,'2026-11-22 06:27:06.995658',1,'2026-11-22 06:27:06.995658',1,NULL,1);
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
INSERT INTO "user_roles" VALUES(1,1,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,1);
INSERT INTO "user_roles" VALUES(2,2,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,2);
INSERT INTO "user_roles" VALUES(3,2,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,3);
INSERT INTO "user_roles" VALUES(4,3,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,4);
INSERT INTO "user_roles" VALUES(5,3,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,5);
INSERT INTO "user_roles" VALUES(6,3,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,6);
INSERT INTO "user_roles" VALUES(7,3,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,7);
INSERT INTO "user_roles" VALUES(8,3,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,8);
INSERT INTO "user_roles" VALUES(9,3,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,9);
INSERT INTO "user_roles" VALUES(10,3,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,10);
INSERT INTO "user_roles" VALUES(11,4,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,11);
INSERT INTO "user_roles" VALUES(12,3,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,12);
INSERT INTO "user_roles" VALUES(13,3,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,13);
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
	id INTEGER NOT NULL, theme VARCHAR(10) DEFAULT 'system' NOT NULL, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT fk_users_supervisor_id_users FOREIGN KEY(supervisor_id) REFERENCES users (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_users_email UNIQUE (email)
);
INSERT INTO "users" VALUES('Zofia Wolska','zofia.wolska@instalatorium.example.test',NULL,'pl','Europe/Warsaw',NULL,1,'$argon2id$v=19$m=19456,t=2,p=1$vEOI7l88CvbTSW+jQzMQNQ$rtyICa+cukc2abw/tU4Y5WFfgwiAjdr/JrCyPa2wCSQ',2,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,1,'system');
INSERT INTO "users" VALUES('Marek Zieliński','marek.zielinski@instalatorium.example.test',NULL,'pl','Europe/Warsaw',1,1,'$argon2id$v=19$m=19456,t=2,p=1$MnoaAeWRUfPxJUVQ3RmkdA$EkB1AWC8PGoHMJDIUJx6jLGYj/bY9fgUbBaqY5xCpZE',2,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,2,'system');
INSERT INTO "users" VALUES('Agnieszka Kamińska','agnieszka.kaminska@instalatorium.example.test',NULL,'pl','Europe/Warsaw',1,1,'$argon2id$v=19$m=19456,t=2,p=1$iRMjVdoXqdtZ6IQowqnC5g$auELoBAl3Ioe56PAIqeJhl7Nj7MOik2p1U27CLlwubU',2,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,3,'system');
INSERT INTO "users" VALUES('Piotr Wójcik','piotr.wojcik@instalatorium.example.test',NULL,'pl','Europe/Warsaw',2,1,'$argon2id$v=19$m=19456,t=2,p=1$SDktSzBWMy41BfBerm4VSA$ftnQpNo8IW/QV/kxIWeh2mMBnBq2suS8iOMpbf/b1Y4',2,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,4,'system');
INSERT INTO "users" VALUES('Łukasz Żak','lukasz.zak@instalatorium.example.test',NULL,'pl','Europe/Warsaw',2,1,'$argon2id$v=19$m=19456,t=2,p=1$sNz0MbU+gI4mrTziWKtNfQ$bZXIIRx0RZTnd9ojTyNtWssUkQN1A5lhrSzXidOqMl8',2,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,5,'system');
INSERT INTO "users" VALUES('Ewa Dąbrowska','ewa.dabrowska@instalatorium.example.test',NULL,'pl','Europe/Warsaw',2,1,'$argon2id$v=19$m=19456,t=2,p=1$QIT/Vm7iKytFbcUS9I32Bw$kj0WK0sxs4hrbq2bChe9R8DqP6BQFZJFkrWxZfJRdZ4',2,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,6,'system');
INSERT INTO "users" VALUES('Tomasz Szymański','tomasz.szymanski@instalatorium.example.test',NULL,'pl','Europe/Warsaw',2,1,'$argon2id$v=19$m=19456,t=2,p=1$1MRMb6XitT94O9DcoGc8cQ$buOk0vFhD0o1mS9kj3CaaHJYmY/EAWPIKUwgAo7tu9k',2,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,7,'system');
INSERT INTO "users" VALUES('Natalia Kowalczyk','natalia.kowalczyk@instalatorium.example.test',NULL,'pl','Europe/Warsaw',3,1,'$argon2id$v=19$m=19456,t=2,p=1$293V4oLdxP3bC7r+ckTo9w$vdHNr5nr7e6vc01HeUrjalba0lWhIg11rPVq91xsUBU',2,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,8,'system');
INSERT INTO "users" VALUES('Michał Jankowski','michal.jankowski@instalatorium.example.test',NULL,'pl','Europe/Warsaw',3,1,'$argon2id$v=19$m=19456,t=2,p=1$hAKFS9mmMXIn4lO0WGWdPw$w8K4Xwy265gZTyovuhzzeYzehu//wOe4HhQoSBMOG8Y',2,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,9,'system');
INSERT INTO "users" VALUES('Karolina Mazur','karolina.mazur@instalatorium.example.test',NULL,'pl','Europe/Warsaw',3,1,'$argon2id$v=19$m=19456,t=2,p=1$XhDbinueG9qA/2mX7sxkWQ$/gxZc9uxE2tBiIdoU4pQH7v1koJsBJ4sDt+kdlqSiXA',2,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,10,'system');
INSERT INTO "users" VALUES('Grażyna Śliwińska','grazyna.sliwinska@instalatorium.example.test',NULL,'pl','Europe/Warsaw',1,1,'$argon2id$v=19$m=19456,t=2,p=1$6Lxv4FVB9vfDUESXws6LPg$ZtRkmg09hVXWV13fa1I2AQQohU+IZNvfxqJop4bxzDw',2,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,11,'system');
INSERT INTO "users" VALUES('Stanisław Bąk','stanislaw.bak@instalatorium.example.test',NULL,'pl','Europe/Warsaw',2,1,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,12,'system');
INSERT INTO "users" VALUES('Jerzy Ćwikła','jerzy.cwikla@instalatorium.example.test',NULL,'pl','Europe/Warsaw',2,1,NULL,1,'2026-11-22 06:26:32.446239',NULL,'2026-11-22 06:26:32.446239',NULL,NULL,13,'system');
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
CREATE INDEX ix_monitorings_client_id ON monitorings (client_id);
CREATE INDEX ix_monitorings_contract_id ON monitorings (contract_id);
CREATE INDEX ix_monitorings_ends_on_id ON monitorings (ends_on, id);
CREATE INDEX ix_monitorings_rule_id ON monitorings (rule_id);
CREATE INDEX ix_monitorings_starts_on_id ON monitorings (starts_on, id);
CREATE INDEX ix_monitorings_state_ends_on ON monitorings (state, ends_on, id);
CREATE INDEX ix_monitorings_title_id ON monitorings (title, id);
CREATE INDEX ix_monitorings_type ON monitorings (type);
CREATE INDEX ix_monitoring_recipients_monitoring_id ON monitoring_recipients (monitoring_id);
CREATE INDEX ix_monitoring_recipients_person_id ON monitoring_recipients (person_id);
CREATE INDEX ix_monitoring_recipients_team_id ON monitoring_recipients (team_id);
CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE INDEX ix_clients_bin ON clients (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX ix_contracts_bin ON contracts (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX ix_monitorings_bin ON monitorings (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX ix_history_batch_id ON history (batch_id, id) WHERE batch_id IS NOT NULL;
CREATE INDEX ix_history_actor_id_id ON history (actor_id, id);
CREATE INDEX ix_tokens_user_id ON tokens (user_id);
CREATE INDEX ix_own_steps_days ON own_steps (days);
CREATE INDEX ix_outbox_state_id ON outbox (state, id);
CREATE INDEX ix_outbox_person_id_id ON outbox (person_id, id);
CREATE INDEX ix_outbox_again_of_id ON outbox (again_of_id) WHERE again_of_id IS NOT NULL;
CREATE INDEX ix_attempts_message_id ON attempts (message_id);
CREATE INDEX ix_job_runs_job_id ON job_runs (job, id);
CREATE INDEX ix_job_runs_started_at ON job_runs (started_at);
CREATE INDEX ix_job_runs_failed ON job_runs (id) WHERE error IS NOT NULL;
CREATE INDEX ix_monitorings_assigned_id_ends_on ON monitorings (assigned_id, ends_on, id);
CREATE INDEX ix_monitorings_scheduled ON monitorings (starts_on, id) WHERE state = 'scheduled';
CREATE INDEX ix_contracts_status_id_number ON contracts (status_id, number);
COMMIT;
