"""How one record is compared with the reference's: a check for each kind of fact."""
