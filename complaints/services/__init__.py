"""The doors: every change of a case is one function here, in one transaction, under the case's row lock."""
