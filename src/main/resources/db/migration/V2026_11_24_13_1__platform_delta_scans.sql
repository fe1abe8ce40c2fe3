-- Those of the clicks that came by a QR code.
alter table platform.delta add column scans int not null default 0;
