/* What is done to a feature before clustering sees it: scaling, how a category becomes numbers, what stands for missing values. Asked
 * step by step; those who know them may type the words of the command line. */
#include <config.h>
#include "features.h"

#include <glib/gi18n.h>
#include <string.h>

typedef SegFeaturesState State;

static SegFeatureRow *
row_at_cursor (SegView *view)
{
	return seg_feature_table_cursor (&((State *) view->state)->table);
}

/* What is treated is chosen. */
static void
changed (SegView *view, SegFeatureRow *row)
{
	row->chosen = TRUE;
	seg_features_save (view);
}

/* Scaling ---------------------------------------------------------------------------------------------------------- */

static void
scaling_chosen (SegView *view, guint choice, gpointer data)
{
	SegFeatureRow *row = row_at_cursor (view);

	(void) data;
	if (row == NULL)
		return;
	row->selected->scaling = (SegScaling) choice;
	changed (view, row);
}

void
seg_features_ask_scaling (SegView *view)
{
	const SegFeatureRow *row = row_at_cursor (view);
	const char *labels[SEG_N_SCALINGS + 1] = { NULL }, *remarks[SEG_N_SCALINGS + 1] = { NULL };
	g_autofree char *title = NULL;

	if (row == NULL)
		return;
	for (guint i = 0; i < SEG_N_SCALINGS; i++) {
		labels[i] = seg_scaling_label ((SegScaling) i);
		remarks[i] = seg_scaling_meaning ((SegScaling) i);
	}
	title = g_strdup_printf (_("Scaling of \"%s\""), row->feature->label);
	seg_ask_choice (view, title, labels, remarks, row->selected->scaling, scaling_chosen, NULL, NULL);
}

/* Missing values --------------------------------------------------------------------------------------------------- */

static void
fill_chosen (SegView *view, guint choice, gpointer data)
{
	SegFeatureRow *row = row_at_cursor (view);

	(void) data;
	if (row == NULL)
		return;
	row->selected->fill = (SegFill) choice;
	changed (view, row);
}

static const char *
usual_fill (const SegFeatureRow *row)
{
	return row->feature->type == SEG_TYPE_CATEGORY ? _("none of the values") : seg_fill_meaning (row->feature->fill);
}

static void
ask_fill (SegView *view, const SegFeatureRow *row)
{
	const char *labels[SEG_N_FILLS + 1] = { NULL }, *remarks[SEG_N_FILLS + 1] = { NULL };
	g_autofree char *title = g_strdup_printf (_("What stands for a missing \"%s\"?"), row->feature->label);

	for (guint i = 0; i < SEG_N_FILLS; i++) {
		labels[i] = seg_fill_label ((SegFill) i);
		remarks[i] = i == SEG_FILL_USUAL ? usual_fill (row) : seg_fill_meaning ((SegFill) i);
	}
	seg_ask_choice (view, title, labels, remarks, row->selected->fill, fill_chosen, NULL, NULL);
}

/* Categories ------------------------------------------------------------------------------------------------------- */

static gboolean
accept_n_values (SegView *view, const char *text, gpointer data, GError **error)
{
	SegFeatureRow *row = row_at_cursor (view);
	guint64 n = 0;

	(void) data;
	if (*text != '\0' && !g_ascii_string_to_unsigned (text, 10, 1, 1000, &n, NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A number from 1 to 1000"));
		return FALSE;
	}
	if (row == NULL)
		return TRUE;
	row->selected->encoding = SEG_ENCODING_ONE_HOT;
	row->selected->n_values = (guint) n;
	changed (view, row);
	return TRUE;
}

static gboolean
accept_order (SegView *view, const char *text, gpointer data, GError **error)
{
	SegFeatureRow *row = row_at_cursor (view);

	(void) data;
	(void) error;
	if (row == NULL)
		return TRUE;
	row->selected->encoding = SEG_ENCODING_ORDINAL;
	g_free (row->selected->order);
	row->selected->order = *text != '\0' ? g_strdup (text) : NULL;
	changed (view, row);
	return TRUE;
}

/* Features that may be the outcome: of @table, numbers and answers of yes and no, outcomes first. */
static GPtrArray *
outcomes (const SegFeatureTable *table, const SegFeatureRow *row)
{
	GPtrArray *found = g_ptr_array_new ();

	for (int pass = 0; pass < 2; pass++)
		for (gsize i = 0; i < table->n_rows; i++) {
			const SegFeature *feature = table->rows[i].feature;
			gboolean answer = feature->is_outcome || (feature->is_attribute && feature->type == SEG_TYPE_BOOLEAN);

			if (feature != row->feature && feature->type != SEG_TYPE_CATEGORY && feature->type != SEG_TYPE_DATE && answer == (pass == 0))
				g_ptr_array_add (found, (gpointer) feature);
		}
	return found;
}

static void
target_chosen (SegView *view, guint choice, gpointer data)
{
	SegFeatureRow *row = row_at_cursor (view);
	char **names = data;

	if (row == NULL)
		return;
	row->selected->encoding = SEG_ENCODING_TARGET;
	g_free (row->selected->target);
	row->selected->target = g_strdup (names[choice]);
	changed (view, row);
}

static void
free_names (gpointer data)
{
	g_strfreev (data);
}

static void
ask_target (SegView *view, const SegFeatureRow *row)
{
	g_autoptr (GPtrArray) features = outcomes (&((State *) view->state)->table, row), labels = g_ptr_array_new (), names = g_ptr_array_new ();
	guint current = 0;

	for (guint i = 0; i < features->len; i++) {
		const SegFeature *feature = features->pdata[i];

		current = g_strcmp0 (feature->name, row->selected->target) == 0 ? i : current;
		g_ptr_array_add (labels, feature->label);
		g_ptr_array_add (names, g_strdup (feature->name));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (names, NULL);
	seg_ask_choice (view, _("The mean of which outcome shall stand for a value?"), (const char *const *) labels->pdata, NULL, current,
	                target_chosen, g_ptr_array_steal (names, NULL), free_names);
}

static void
encoding_chosen (SegView *view, guint choice, gpointer data)
{
	SegFeatureRow *row = row_at_cursor (view);
	g_autofree char *n = NULL;

	(void) data;
	if (row == NULL)
		return;
	switch ((SegEncoding) choice) {
	case SEG_ENCODING_ONE_HOT:
		n = g_strdup_printf ("%u", row->selected->n_values > 0 ? row->selected->n_values : SEG_CATEGORY_LIMIT);
		seg_ask_line (view, _("How many values get a column of their own?"), _("The most frequent ones; the others share one column."), n,
		              accept_n_values, NULL, NULL);
		return;
	case SEG_ENCODING_ORDINAL:
		seg_ask_line (view, _("In which order do the values stand?"), _("From low to high, as in low<medium<high. Empty: from the most frequent on."),
		              row->selected->order, accept_order, NULL, NULL);
		return;
	case SEG_ENCODING_TARGET:
		ask_target (view, row);
		return;
	case SEG_ENCODING_FREQUENCY:
	default:
		row->selected->encoding = (SegEncoding) choice;
		changed (view, row);
	}
}

static void
ask_encoding (SegView *view, const SegFeatureRow *row)
{
	const char *labels[SEG_N_ENCODINGS + 1] = { NULL }, *remarks[SEG_N_ENCODINGS + 1] = { NULL };
	g_autofree char *title = g_strdup_printf (_("How does \"%s\" become numbers?"), row->feature->label);

	for (guint i = 0; i < SEG_N_ENCODINGS; i++) {
		labels[i] = seg_encoding_label ((SegEncoding) i);
		remarks[i] = seg_encoding_meaning ((SegEncoding) i);
	}
	seg_ask_choice (view, title, labels, remarks, row->selected->encoding, encoding_chosen, NULL, NULL);
}

/* In words --------------------------------------------------------------------------------------------------------- */

static gboolean
accept_words (SegView *view, const char *text, gpointer data, GError **error)
{
	SegFeatureRow *row = row_at_cursor (view);
	g_autoptr (SegSelected) selected = NULL;

	(void) data;
	if (row == NULL)
		return TRUE;
	selected = seg_selected_new (row->feature->name, row->feature->scaling);
	selected->limited = row->selected->limited;
	selected->low = row->selected->low;
	selected->high = row->selected->high;
	if (*text != '\0' && !seg_selected_parse (selected, text, error))
		return FALSE;
	seg_selected_free (row->selected);
	row->selected = g_steal_pointer (&selected);
	changed (view, row);
	return TRUE;
}

static void
ask_words (SegView *view, const SegFeatureRow *row)
{
	g_autofree char *title = g_strdup_printf (_("What is done to \"%s\""), row->feature->label), *words = seg_selected_words (row->selected);

	seg_ask_line (view, title,
	              row->feature->type == SEG_TYPE_CATEGORY
	              ? _("Words with colons: one-hot=5, ordinal=low<high, frequency, target=OUTCOME; missing=frequent, leave-out, column. Empty: as usual.")
	              : _("Words with colons: a scaling; missing=median, mean, maximum, minimum, zero, frequent, leave-out, column. Empty: as usual."),
	              words, accept_words, NULL, NULL);
}

/* Which of these? -------------------------------------------------------------------------------------------------- */

enum { BECOMES, FILL, INDICATOR, WORDS, USUAL };

static void
part_chosen (SegView *view, guint choice, gpointer data)
{
	SegFeatureRow *row = row_at_cursor (view);
	gboolean category = row != NULL && row->feature->type == SEG_TYPE_CATEGORY;

	(void) data;
	if (row == NULL)
		return;
	switch (choice) {
	case BECOMES:
		if (category)
			ask_encoding (view, row);
		else
			seg_features_ask_scaling (view);
		return;
	case FILL:
		ask_fill (view, row);
		return;
	case INDICATOR:
		row->selected->indicator = !row->selected->indicator;
		changed (view, row);
		return;
	case WORDS:
		ask_words (view, row);
		return;
	case USUAL:
	default:
		accept_words (view, "", NULL, NULL);
	}
}

void
seg_features_ask_treatment (SegView *view)
{
	const SegFeatureRow *row = row_at_cursor (view);
	gboolean category = row != NULL && row->feature->type == SEG_TYPE_CATEGORY;
	const char *labels[] = {
		category ? _("How it becomes numbers") : _("Scaling"), _("What stands for a missing value"), _("A column that says where it is missing"),
		_("All of it in words"), _("As usual again"), NULL,
	};
	g_autofree char *title = NULL, *words = NULL;
	const char *remarks[G_N_ELEMENTS (labels)] = { NULL };

	if (row == NULL)
		return;
	title = g_strdup_printf (_("What is done to \"%s\""), row->feature->label);
	words = seg_selected_words (row->selected);
	remarks[BECOMES] = category ? seg_encoding_label (row->selected->encoding) : seg_scaling_label (row->selected->scaling);
	remarks[FILL] = row->selected->fill == SEG_FILL_USUAL ? usual_fill (row) : seg_fill_meaning (row->selected->fill);
	remarks[INDICATOR] = row->selected->indicator ? _("yes") : _("no");
	remarks[WORDS] = words;
	remarks[USUAL] = "";
	seg_ask_choice (view, title, labels, remarks, BECOMES, part_chosen, NULL, NULL);
}
