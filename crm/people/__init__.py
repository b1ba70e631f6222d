"""Users, teams, roles and their rights, supervisors, sign-ins."""
