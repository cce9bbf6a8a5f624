# RFC 4978 3: BAD for what is no mechanism; only after login
C: a COMPRESS DEFLATE
S~ a (BAD|NO) .*
L:
C: b COMPRESS
S~ b BAD .*
C: c COMPRESS GZIP
S~ c BAD .*
C: d COMPRESS DEFLATE x
S~ d BAD .*
C: e CAPABILITY
S~ \* CAPABILITY .* COMPRESS=DEFLATE.*
S~ e OK .*
# nothing was switched on
C: f NOOP
S~ f OK .*
C: g compress deflate
S~ g OK .*
