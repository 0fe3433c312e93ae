/* What a person chose for a feature: scaling, encoding, what stands for missing values; as words and back. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
	const char *name, *meaning;
} encodings[] = {
	[SEG_ENCODING_ONE_HOT] = { NC_ ("encoding", "one-hot"), N_("a column of 0 and 1 for each frequent value, one more for the others") },
	[SEG_ENCODING_ORDINAL] = { NC_ ("encoding", "ordinal"), N_("0, 1, 2, ... in an order you give, else from the most frequent on") },
	[SEG_ENCODING_FREQUENCY] = { NC_ ("encoding", "frequency"), N_("the share of users with the same value") },
	[SEG_ENCODING_TARGET] = { NC_ ("encoding", "target"), N_("the mean outcome of users with the same value, without the user's own") },
};

const char *
seg_encoding_name (SegEncoding encoding)
{
	return encodings[encoding].name;
}

const char *
seg_encoding_label (SegEncoding encoding)
{
	return g_dpgettext2 (NULL, "encoding", encodings[encoding].name);
}

const char *
seg_encoding_meaning (SegEncoding encoding)
{
	return _(encodings[encoding].meaning);
}

gboolean
seg_encoding_parse (const char *name, SegEncoding *encoding)
{
	for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++)
		if (g_strcmp0 (name, encodings[i].name) == 0) {
			*encoding = (SegEncoding) i;
			return TRUE;
		}
	return FALSE;
}

SegSelected *
seg_selected_new (const char *name, SegScaling scaling)
{
	SegSelected *selected = g_new (SegSelected, 1);

	*selected = (SegSelected) { .name = g_strdup (name), .scaling = scaling, .low = -INFINITY, .high = INFINITY, .fill = SEG_FILL_USUAL };
	return selected;
}

SegSelected *
seg_selected_copy (const SegSelected *selected)
{
	SegSelected *copy = g_new (SegSelected, 1);

	*copy = *selected;
	copy->name = g_strdup (selected->name);
	copy->order = g_strdup (selected->order);
	copy->target = g_strdup (selected->target);
	return copy;
}

void
seg_selected_free (SegSelected *selected)
{
	if (selected == NULL)
		return;
	g_free (selected->name);
	g_free (selected->order);
	g_free (selected->target);
	g_free (selected);
}

gboolean
seg_selected_equal (const SegSelected *a, const SegSelected *b)
{
	return strcmp (a->name, b->name) == 0 && a->scaling == b->scaling && a->fill == b->fill && !a->indicator == !b->indicator
	       && a->encoding == b->encoding && a->n_values == b->n_values
	       && !a->limited == !b->limited && (!a->limited || (a->low == b->low && a->high == b->high)) && g_strcmp0 (a->order, b->order) == 0
	       && g_strcmp0 (a->target, b->target) == 0;
}

/* Words ------------------------------------------------------------------------------------------------------------ */

static gboolean
refuse_word (const char *word, GError **error)
{
	g_autoptr (GString) list = g_string_new (NULL);

	for (guint i = 0; i < SEG_N_SCALINGS; i++)
		g_string_append_printf (list, "%s, ", seg_scaling_name ((SegScaling) i));
	g_string_append (list, "one-hot, one-hot=N, ordinal, ordinal=LOW<HIGH, frequency, target=OUTCOME");
	for (guint i = 0; i < SEG_N_FILLS; i++)
		g_string_append_printf (list, ", missing=%s", seg_fill_name ((SegFill) i));
	g_string_append (list, ", missing=column");
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no scaling or treatment \"%s\"; there are: %s"), word, list->str);
	return FALSE;
}

static gboolean
parse_missing (SegSelected *selected, const char *word, const char *value, GError **error)
{
	if (strcmp (value, "column") == 0) {
		selected->indicator = TRUE;
		return TRUE;
	}
	return seg_fill_parse (value, &selected->fill) || refuse_word (word, error);
}

/* What stands behind the "=" of an encoding; NULL: nothing. */
static gboolean
parse_encoding_value (SegSelected *selected, const char *word, const char *value, GError **error)
{
	guint64 n_values;

	switch (selected->encoding) {
	case SEG_ENCODING_ONE_HOT:
		if (value == NULL)
			return TRUE;
		if (!g_ascii_string_to_unsigned (value, 10, 1, 1000, &n_values, NULL))
			return refuse_word (word, error);
		selected->n_values = (guint) n_values;
		return TRUE;
	case SEG_ENCODING_ORDINAL:
		g_free (selected->order);
		selected->order = value != NULL && *value != '\0' ? g_strdup (value) : NULL;
		return TRUE;
	case SEG_ENCODING_TARGET:
		if (value == NULL || *value == '\0')
			return refuse_word (word, error);
		g_free (selected->target);
		selected->target = g_strdup (value);
		return TRUE;
	case SEG_ENCODING_FREQUENCY:
	default:
		return value == NULL || refuse_word (word, error);
	}
}

static gboolean
parse_word (SegSelected *selected, const char *word, GError **error)
{
	const char *equals = strchr (word, '=');
	g_autofree char *name = equals != NULL ? g_strndup (word, (gsize) (equals - word)) : g_strdup (word);
	const char *value = equals != NULL ? equals + 1 : NULL;

	if (value == NULL && seg_scaling_parse (name, &selected->scaling))
		return TRUE;
	if (value != NULL && strcmp (name, "missing") == 0)
		return parse_missing (selected, word, value, error);
	if (seg_encoding_parse (name, &selected->encoding))
		return parse_encoding_value (selected, word, value, error);
	return refuse_word (word, error);
}

gboolean
seg_selected_parse (SegSelected *selected, const char *words, GError **error)
{
	g_autoptr (SegSelected) changed = seg_selected_copy (selected);
	g_auto (GStrv) list = g_strsplit (words, ":", -1);
	SegSelected before = *selected;

	for (gsize i = 0; list[i] != NULL; i++)
		if (!parse_word (changed, g_strstrip (list[i]), error))
			return FALSE;
	*selected = *changed;
	*changed = before;
	return TRUE;
}

static void
append_encoding (GString *words, const SegSelected *selected)
{
	if (selected->encoding == SEG_ENCODING_ONE_HOT && selected->n_values == 0)
		return;
	g_string_append_printf (words, ":%s", seg_encoding_name (selected->encoding));
	if (selected->encoding == SEG_ENCODING_ONE_HOT)
		g_string_append_printf (words, "=%u", selected->n_values);
	if (selected->encoding == SEG_ENCODING_ORDINAL && selected->order != NULL)
		g_string_append_printf (words, "=%s", selected->order);
	if (selected->encoding == SEG_ENCODING_TARGET)
		g_string_append_printf (words, "=%s", selected->target);
}

char *
seg_selected_words (const SegSelected *selected)
{
	GString *words = g_string_new (seg_scaling_name (selected->scaling));

	append_encoding (words, selected);
	if (selected->fill != SEG_FILL_USUAL)
		g_string_append_printf (words, ":missing=%s", seg_fill_name (selected->fill));
	if (selected->indicator)
		g_string_append (words, ":missing=column");
	return g_string_free (words, FALSE);
}
