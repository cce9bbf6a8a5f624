# tests of src/lmtp
