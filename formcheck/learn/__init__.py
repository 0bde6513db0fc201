"""Education: cards to read or hear, one a visit, and two statements to judge before and after."""
