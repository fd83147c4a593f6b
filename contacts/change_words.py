"""What a form of the admin changed, in sentences that fit a word of any gender."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _


def said_changes(message):
    """Return the list that Django keeps of a saved form ([{"changed": {"fields": [...]}}, ...]) as sentences."""
    said = [part_words(verb, facts) for one in message for verb, facts in one.items()]
    return " ".join(said) or _("Nenhum campo mudou.")


def part_words(verb, facts):
    whose = ""
    if "name" in facts:
        whose = f"{_(facts['name'])} “{facts['object']}”"
    if verb == "added":
        return _("Novo: %(what)s.") % {"what": whose} if whose else _("Foi escrito pela primeira vez.")
    if verb == "deleted":
        return _("Saiu: %(what)s.") % {"what": whose}
    fields = get_text_list([_(field) for field in facts["fields"]], _("e"))
    if whose:
        return _("Mudou em %(what)s: %(fields)s.") % {"what": whose, "fields": fields}
    return _("Mudou: %(fields)s.") % {"fields": fields}
