# RFC 6154 2, 3, 5.1, 5.3, 5.4: asked for, and made
L:
C: t1 CREATE MySpecial (USE (\Drafts \Sent))
S~ t1 OK .*
C: t2 CREATE Empty (USE ())
S~ t2 OK .*
C: t3 LIST (SPECIAL-USE) "" "*"
S~ \* LIST \((?=.*\\Drafts)(?=.*\\Sent).*\) "\." MySpecial
S~ t3 OK .*
# the return option selects nothing
C: t4 LIST "" "*" RETURN (SPECIAL-USE)
U~ \* LIST .* "\." INBOX
U~ \* LIST .* "\." Empty
U~ \* LIST \((?=.*\\Drafts)(?=.*\\Sent).*\) "\." MySpecial
S~ t4 OK .*
C: t5 LIST (special-use) "" (My% Emp%) RETURN (special-use children)
S~ \* LIST \((?=.*\\HasNoChildren)(?=.*\\Drafts)(?=.*\\Sent).*\) "\." MySpecial
S~ t5 OK .*
# what is not known, or not for users to give: USEATTR, and nothing made
C: u1 CREATE Wrong (USE (\Nonsense))
S~ u1 NO \[USEATTR\] .*
C: u2 CREATE Wrong (USE (\Flagged))
S~ u2 (NO \[USEATTR\]|OK) .*
C: u3 CREATE Wrong (USE (Drafts))
S~ u3 (NO|BAD) .*
C: u4 CREATE Wrong (NOSUCH (\Drafts))
S~ u4 (BAD|NO) .*
C: u5 CREATE MySpecial (USE (\Trash))
S~ u5 NO (?!\[USEATTR\]).*
C: u6 CREATE With.Sub (USE (\Trash))
S~ u6 OK .*
C: u7 LIST (SPECIAL-USE) "" "*.*"
S~ \* LIST \((?=.*\\Trash).*\) "\." With\.Sub
S~ u7 OK .*
C: v CAPABILITY
S~ \* CAPABILITY (?=.* SPECIAL-USE\b)(?=.* CREATE-SPECIAL-USE\b).*
S~ v OK .*
