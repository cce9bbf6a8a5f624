# tests of src/auth
