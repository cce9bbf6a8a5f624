# RFC 5258 3.1, 5 examples 1, 2, 3, 7: selection and return options, several patterns
L:
C: a CREATE Fruit.Apple
S~ a OK .*
C: b CREATE Fruit.Banana
S~ b OK .*
C: c CREATE Fruit
S~ c OK .*
C: d CREATE Tofu
S~ d OK .*
C: e CREATE Vegetable
S~ e OK .*
C: f CREATE Vegetable.Broccoli
S~ f OK .*
C: g SUBSCRIBE INBOX
S~ g OK .*
C: h SUBSCRIBE Fruit.Banana
S~ h OK .*
C: i SUBSCRIBE Fruit.Peach
S~ i OK .*
C: j SUBSCRIBE Vegetable
S~ j OK .*
C: k SUBSCRIBE Vegetable.Broccoli
S~ k OK .*
C: l LIST (SUBSCRIBED) "" "*"
S~ \* LIST \((?=.*\\Subscribed).*\) "\." INBOX
S~ \* LIST \((?=.*\\Subscribed)(?!.*NonExistent).*\) "\." Fruit\.Banana
S~ \* LIST \((?=.*\\Subscribed)(?=.*\\NonExistent).*\) "\." Fruit\.Peach
S~ \* LIST \((?=.*\\Subscribed).*\) "\." Vegetable
S~ \* LIST \((?=.*\\Subscribed).*\) "\." Vegetable\.Broccoli
S~ l OK .*
C: m LIST () "" "%" RETURN (CHILDREN)
U~ \* LIST \(\\HasNoChildren\) "\." INBOX
U~ \* LIST \(\\HasChildren\) "\." Fruit
U~ \* LIST \(\\HasNoChildren\) "\." Tofu
U~ \* LIST \(\\HasChildren\) "\." Vegetable
N~ .*Subscribed.*
S~ m OK .*
# nothing is remote here
C: n LIST (REMOTE SUBSCRIBED) "" "Veg*"
S~ \* LIST \(.*\\Subscribed.*\) "\." Vegetable
S~ \* LIST \(.*\\Subscribed.*\) "\." Vegetable\.Broccoli
S~ n OK .*
# the return option adds no names
C: o LIST (REMOTE) "" "*" RETURN (SUBSCRIBED)
U~ \* LIST \(.*\\Subscribed\) "\." INBOX
U~ \* LIST \((?!.*Subscribed).*\) "\." Fruit
U~ \* LIST \((?!.*Subscribed).*\) "\." Tofu
U~ \* LIST \(.*\\Subscribed\) "\." Fruit\.Banana
N~ .*Peach.*
S~ o OK .*
C: p LIST "" ("INBOX" Tofu Fruit.%)
S~ \* LIST .* "\." INBOX
S~ \* LIST .* "\." Fruit\.Apple
S~ \* LIST .* "\." Fruit\.Banana
S~ \* LIST .* "\." Tofu
S~ p OK .*
# one answer for each name, however many patterns match; an empty one is passed over
C: q LIST "" ("" Tofu T% tofu)
S~ \* LIST .* "\." Tofu
S~ q OK .*
C: r LIST () "" ""
S~ r OK .*
# options in any case, order and number
C: s list (subscribed SUBSCRIBED) "" veg% return (children Children)
S~ s OK .*
C: t LIST () "Fruit." % RETURN ()
S~ \* LIST .* "\." Fruit\.Apple
S~ \* LIST .* "\." Fruit\.Banana
S~ t OK .*
