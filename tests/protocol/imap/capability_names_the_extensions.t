# each extension asks for its own name in the list
L:
C: a CAPABILITY
S~ \* CAPABILITY (?=.* IDLE\b)(?=.* NAMESPACE\b)(?=.* ID\b)(?=.* CHILDREN\b)(?=.* UNSELECT\b)(?=.* UIDPLUS\b)(?=.* ENABLE\b)(?=.* MOVE\b)(?=.* CONDSTORE\b)(?=.* QRESYNC\b)(?=.* LITERAL\+).*
S~ a OK .*
