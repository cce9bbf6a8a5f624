# tests of src/maildir
