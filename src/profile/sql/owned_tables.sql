SELECT t FROM owned_tables() t
