# what came in the clear does not count under TLS
C: STARTTLS\r\nNOOP "injected"
S: OK "Begin the TLS handshake now."
T:
S~ "IMPLEMENTATION" .*
U~ "SASL" .*
S: OK "Fumikura ready."
C: NOOP "mine"
S: OK (TAG "mine") "Done."
