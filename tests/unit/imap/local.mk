# tests of src/imap
