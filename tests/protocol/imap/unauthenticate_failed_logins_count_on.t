# each failed login of the connection counts, whoever was logged in between
C- a LOGIN $user wrong\r\na LOGIN $user wrong\r\na LOGIN $user wrong\r\na LOGIN $user wrong\r\na LOGIN $user wrong\r\n
S~ a NO .*
S~ a NO .*
S~ a NO .*
S~ a NO .*
S~ a NO .*
L:
C: b UNAUTHENTICATE
S~ b OK .*
C- a LOGIN $user wrong\r\na LOGIN $user wrong\r\na LOGIN $user wrong\r\na LOGIN $user wrong\r\na LOGIN $user wrong\r\n
S~ a NO .*
S~ a NO .*
S~ a NO .*
S~ a NO .*
S~ a NO .*
S~ \* BYE .*
E:
