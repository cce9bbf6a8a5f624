# RFC 3501 6.3.8: one answer for each name, however often it matches
L:
C: a CREATE aaa
S~ a OK .*
C: b LIST "" **a%a*
S~ \* LIST .* "?aaa"?
S~ b OK .*
C: c LIST "" %%
U~ \* LIST .* "?INBOX"?
U~ \* LIST .* "?aaa"?
S~ c OK .*
