# tests of src/index
