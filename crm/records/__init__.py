"""What any record can carry; for now the imports it came from."""
