# tests of src/quota
