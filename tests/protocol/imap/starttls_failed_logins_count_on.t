# failed logins of a connection count on when TLS begins
C- a LOGIN $user wrong\r\na LOGIN $user wrong\r\na LOGIN $user wrong\r\na LOGIN $user wrong\r\na LOGIN $user wrong\r\n
S~ a NO .*
S~ a NO .*
S~ a NO .*
S~ a NO .*
S~ a NO .*
C: b STARTTLS
S~ b OK .*
T:
C- a LOGIN $user wrong\r\na LOGIN $user wrong\r\na LOGIN $user wrong\r\na LOGIN $user wrong\r\na LOGIN $user wrong\r\n
S~ a NO .*
S~ a NO .*
S~ a NO .*
S~ a NO .*
S~ a NO .*
S~ \* BYE .*
E:
