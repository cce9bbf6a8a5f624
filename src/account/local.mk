# filled by the first source of this folder
