-- How a visitor came to the link: 'qr' by its QR code, null by anything else.
alter table links.click add column via text check (via in ('qr'));
