"""The renderer of forms: it writes the most common widgets itself, and leaves others to Django's templates.

A story's form has about seventy widgets. Django renders two or more templates for each, and one for
each empty list of errors, which took a third of the form's time. The HTML is the same as Django's.
"""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape

Context = dict[str, Any]


def attributes(attrs: Context) -> str:
    """Return a tag's attributes as django/forms/attrs.html does."""
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_text(value)}"')
        for name, value in attrs.items()
        if value is not False
    )


def _text(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))


def _input(context: Context) -> str:
    widget = context["widget"]
    value = widget["value"]
    value = "" if value is None else f' value="{_text(value)}"'
    name = f'type="{widget["type"]}" name="{_text(widget["name"])}"'
    return f"<input {name}{value}{attributes(widget['attrs'])}>"


def _textarea(context: Context) -> str:
    widget = context["widget"]
    value = _text(widget["value"]) if widget["value"] else ""
    name = _text(widget["name"])
    return f'<textarea name="{name}"{attributes(widget["attrs"])}>\n{value}</textarea>'


def _label(context: Context) -> str:
    label = _text(context["label"])
    if not context["use_tag"]:
        return label
    tag = context["tag"]
    # A label of radio buttons has no attributes: it belongs to none of them.
    return f"<{tag}{attributes(context['attrs'] or {})}>{label}</{tag}>"


class Renderer(DjangoTemplates):
    """Django's renderer of forms, with shortcuts past its templates."""

    def render(self, template_name: str, context: Context, request: Any = None) -> str:
        if template_name.startswith(ERRORS) and not context["errors"]:
            return ""
        write = WRITERS.get(template_name)
        if template_name == SELECT:
            return self._select(context)
        return write(context) if write else super().render(template_name, context, request)

    def _select(self, context: Context) -> str:
        """Return a select and its options; options of other widgets' templates by these."""
        widget = context["widget"]
        lines = []
        for group, options, _ in widget["optgroups"]:
            if group:
                lines.append(f'<optgroup label="{_text(group)}">')
            lines += [self._option(option) for option in options]
            if group:
                lines.append("</optgroup>")
        begin = f'<select name="{_text(widget["name"])}"{attributes(widget["attrs"])}>'
        return "\n  ".join([begin, *lines]) + "\n</select>"

    def _option(self, option: Context) -> str:
        if option["template_name"] != OPTION:
            return super().render(option["template_name"], {"widget": option})
        value, label = _text(option["value"]), _text(option["label"])
        return f'<option value="{value}"{attributes(option["attrs"])}>{label}</option>'


SELECT, OPTION = "django/forms/widgets/select.html", "django/forms/widgets/select_option.html"
ERRORS = "django/forms/errors/list/"
INPUTS = ("text", "number", "hidden", "email", "url", "checkbox", "input")
WRITERS: dict[str, Callable[[Context], str]] = {
    "django/forms/label.html": _label,
    "django/forms/widgets/textarea.html": _textarea,
}
WRITERS |= {f"django/forms/widgets/{name}.html": _input for name in INPUTS}
