# tests of src/account
