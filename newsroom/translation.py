"""Translation: the type of texts that may be translated later, and names that Django makes up."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_lazy, override

if TYPE_CHECKING:
    from django.db.models import Model
    from django.utils.functional import _StrOrPromise

    # A text, or one that is translated when it is shown.
    Text = _StrOrPromise
else:
    Text = str


def in_sentence(label: Text) -> str:
    """Return a label as it is written within a sentence: in lower case, except in German."""
    is_german = (get_language() or "").startswith("de")
    return str(label) if is_german else str(label).lower()


def translate_names(models: list[type["Model"]]) -> None:
    """Let the names that Django makes up for models and fields, such as “embargo until”, be translated.

    `make messages` collects them by `derived_names`. Migrations don't contain them.
    """
    # Django makes “pictures” of “picture”, of whatever language that is.
    with override(None):
        for model in models:
            _translate_names(model)


def _translate_names(model: type["Model"]) -> None:
    options = model._meta
    for attribute in ("verbose_name", "verbose_name_plural"):
        if attribute not in options.original_attrs:
            setattr(options, attribute, gettext_lazy(str(getattr(options, attribute))))
    for field in _fields(model):
        if field._verbose_name is None:
            field.verbose_name = gettext_lazy(str(field.verbose_name))


def derived_names(model: type["Model"]) -> list[str]:
    """Return the names of a model and its fields that nobody wrote down, in English."""
    options = model._meta
    names = [
        str(getattr(options, attribute))
        for attribute in ("verbose_name", "verbose_name_plural")
        if attribute not in options.original_attrs
    ]
    names += [
        field.name.replace("_", " ") for field in _fields(model) if field._verbose_name is None
    ]
    return names


def _fields(model: type["Model"]) -> list[Any]:
    return [*model._meta.local_fields, *model._meta.local_many_to_many]
