/* The fields of the form: what they hold, and how each is asked for. */
#include <config.h>
#include "own-feature.h"

#include <segscope/format.h>

#include "features.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const labels[SEG_FORM_FIELDS] = {
	[SEG_FORM_BASIS] = N_("Made of"), [SEG_FORM_EXPRESSION] = N_("Expression"), [SEG_FORM_MEASURE] = N_("Measure"), [SEG_FORM_OF] = N_("Of"),
	[SEG_FORM_KIND] = N_("Events"), [SEG_FORM_WHERE] = N_("Where"), [SEG_FORM_WINDOW] = N_("When"), [SEG_FORM_NAME] = N_("Name"),
	[SEG_FORM_LABEL] = N_("Label"), [SEG_FORM_UNIT] = N_("Unit"), [SEG_FORM_SCALING] = N_("Scaling"), [SEG_FORM_MISSING] = N_("Missing"),
};

const char *
seg_form_label (SegFormField field)
{
	return _(labels[field]);
}

static gboolean
is_shown (const SegForm *form, SegFormField field)
{
	switch (field) {
	case SEG_FORM_EXPRESSION:
		return !form->by_events;
	case SEG_FORM_OF:
		return form->by_events && form->own->measure != SEG_OWN_COUNT;
	case SEG_FORM_MEASURE:
	case SEG_FORM_KIND:
	case SEG_FORM_WHERE:
	case SEG_FORM_WINDOW:
		return form->by_events;
	default:
		return TRUE;
	}
}

void
seg_form_gather (SegForm *form)
{
	form->n_shown = 0;
	for (guint field = 0; field < SEG_FORM_FIELDS; field++)
		if (is_shown (form, (SegFormField) field))
			form->shown[form->n_shown++] = (SegFormField) field;
	seg_list_changed (form->list);
}

/* Values ------------------------------------------------------------------------------------------------------------------ */

static char *
window_text (const SegOwnFeature *own)
{
	g_autofree char *first = own->first_day != SEG_OWN_NO_DAY ? seg_format_exact_date (own->first_day) : g_strdup ("");
	g_autofree char *last = own->last_day != SEG_OWN_NO_DAY ? seg_format_exact_date (own->last_day) : g_strdup ("");

	if (own->last_days > 0)
		return g_strdup_printf ("%" G_GINT64_FORMAT, own->last_days);
	return *first != '\0' || *last != '\0' ? g_strdup_printf ("%s..%s", first, last) : g_strdup ("");
}

static char *
window_words (const SegOwnFeature *own)
{
	g_autofree char *text = window_text (own);

	if (own->last_days > 0)
		return g_strdup_printf (ngettext ("on the last day", "in the last %s days", (gulong) own->last_days), text);
	return *text == '\0' ? g_strdup (_("at any time")) : g_steal_pointer (&text);
}

static char *
given_or (const char *text, char *otherwise, SegInk *ink)
{
	if (text != NULL && *text != '\0') {
		g_free (otherwise);
		return g_strdup (text);
	}
	*ink = SEG_INK_MUTED;
	return otherwise;
}

static char *
needed (const char *text, SegInk *ink)
{
	if (text != NULL && *text != '\0')
		return g_strdup (text);
	*ink = SEG_INK_WARNING;
	return g_strdup (_("needed"));
}

char *
seg_form_value (const SegForm *form, SegFormField field, SegInk *ink)
{
	const SegOwnFeature *own = form->own;
	const gboolean is_named = own->name != NULL && *own->name != '\0';

	switch (field) {
	case SEG_FORM_BASIS:
		return g_strdup (form->by_events ? _("events: what users did") : _("other features and attributes"));
	case SEG_FORM_EXPRESSION:
		return needed (own->expression, ink);
	case SEG_FORM_MEASURE:
		return g_strdup (seg_own_measure_words (own->measure));
	case SEG_FORM_OF:
		return needed (own->measured, ink);
	case SEG_FORM_KIND:
		return given_or (own->event_kind, g_strdup (_("all kinds")), ink);
	case SEG_FORM_WHERE:
		return given_or (own->filter, g_strdup ("–"), ink);
	case SEG_FORM_WINDOW:
		return window_words (own);
	case SEG_FORM_NAME:
		return needed (own->name, ink);
	case SEG_FORM_LABEL:
		return given_or (own->label, is_named ? seg_own_feature_label (own) : g_strdup ("–"), ink);
	case SEG_FORM_UNIT:
		return given_or (own->unit, form->by_events && own->unit == NULL ? seg_own_feature_unit (own) : g_strdup ("–"), ink);
	case SEG_FORM_SCALING:
		return g_strdup (seg_scaling_label (own->scaling));
	case SEG_FORM_MISSING:
		return g_strdup (seg_fill_label (own->fill));
	default:
		return NULL;
	}
}

/* Typed ------------------------------------------------------------------------------------------------------------------- */

static void
set (char **text, const char *typed)
{
	g_autofree char *trimmed = g_strstrip (g_strdup (typed));

	g_free (*text);
	*text = *trimmed != '\0' ? g_steal_pointer (&trimmed) : NULL;
}

/* "", "90", "2024-01-01..2024-06-30", "2024-01-01..", "..2024-06-30" */
static gboolean
take_window (SegOwnFeature *own, const char *typed)
{
	g_autofree char *text = g_strstrip (g_strdup (typed));
	g_auto (GStrv) ends = g_strsplit (text, "..", 2);
	gint64 days = 0, first = SEG_OWN_NO_DAY, last = SEG_OWN_NO_DAY;

	if (*text != '\0' && ends[1] == NULL && !g_ascii_string_to_signed (text, 10, 1, 100000, &days, NULL))
		return FALSE;
	if (ends[0] != NULL && ends[1] != NULL
	    && ((*g_strstrip (ends[0]) != '\0' && !seg_own_parse_day (ends[0], &first, NULL))
	        || (*g_strstrip (ends[1]) != '\0' && !seg_own_parse_day (ends[1], &last, NULL))))
		return FALSE;
	own->last_days = days;
	own->first_day = first;
	own->last_day = last;
	return TRUE;
}

static gboolean
typed (SegForm *form, SegFormField field, const char *text)
{
	SegOwnFeature *own = form->own;

	switch (field) {
	case SEG_FORM_EXPRESSION:
		set (&own->expression, text);
		return TRUE;
	case SEG_FORM_WHERE:
		set (&own->filter, text);
		return TRUE;
	case SEG_FORM_NAME:
		set (&own->name, text);
		return TRUE;
	case SEG_FORM_LABEL:
		set (&own->label, text);
		return TRUE;
	case SEG_FORM_UNIT:
		set (&own->unit, text);
		return TRUE;
	case SEG_FORM_WINDOW:
		return take_window (own, text);
	default:
		return FALSE;
	}
}

/* Chosen ------------------------------------------------------------------------------------------------------------------ */

typedef struct {
	SegFormField field;
	GStrv        values; /* what the choices stand for */
} Question;

static void
free_question (gpointer data)
{
	Question *question = data;

	g_strfreev (question->values);
	g_free (question);
}

static void
suit (SegForm *form)
{
	if (form->suited)
		seg_own_feature_suit (form->own);
}

static void
choose_basis (SegForm *form, gboolean by_events)
{
	if (by_events == form->by_events)
		return;
	form->by_events = by_events;
	if (by_events)
		form->expression = g_steal_pointer (&form->own->expression);
	else
		form->own->expression = g_steal_pointer (&form->expression);
	suit (form);
}

static void
chosen (SegView *view, guint choice, gpointer data)
{
	SegForm *form = view->state;
	const Question *question = data;
	const char *value = question->values[choice];

	switch (question->field) {
	case SEG_FORM_BASIS:
		choose_basis (form, choice == 1);
		break;
	case SEG_FORM_MEASURE:
		seg_own_measure_parse (value, &form->own->measure);
		suit (form);
		break;
	case SEG_FORM_OF:
		set (&form->own->measured, value);
		break;
	case SEG_FORM_KIND:
		set (&form->own->event_kind, value);
		break;
	case SEG_FORM_SCALING:
		form->suited = FALSE;
		seg_scaling_parse (value, &form->own->scaling);
		break;
	default:
		form->suited = FALSE;
		seg_fill_parse (value, &form->own->fill);
	}
	seg_form_gather (form);
	seg_form_changed (view);
}

/* @values: what each choice stands for; @remarks may be NULL. All taken over. */
static void
ask (SegView *view, SegFormField field, GPtrArray *values, GPtrArray *shown, GPtrArray *remarks, const char *current)
{
	Question *question = g_new0 (Question, 1);
	guint at = 0;

	for (guint i = 0; i < values->len; i++)
		if (g_strcmp0 (values->pdata[i], current) == 0)
			at = i;
	g_ptr_array_add (values, NULL);
	question->field = field;
	question->values = (GStrv) g_ptr_array_free (values, FALSE);
	if (shown != NULL)
		g_ptr_array_add (shown, NULL);
	g_ptr_array_add (remarks, NULL);
	seg_ask_choice (view, seg_form_label (field), shown != NULL ? (const char *const *) shown->pdata : (const char *const *) question->values,
	                (const char *const *) remarks->pdata, at, chosen, question, free_question);
	g_clear_pointer (&shown, g_ptr_array_unref);
	g_ptr_array_unref (remarks);
}

static void
ask_basis (SegView *view, const SegForm *form)
{
	GPtrArray *values = g_ptr_array_new (), *shown = g_ptr_array_new (), *remarks = g_ptr_array_new ();

	g_ptr_array_add (values, g_strdup ("features"));
	g_ptr_array_add (values, g_strdup ("events"));
	g_ptr_array_add (shown, (char *) _("other features and attributes"));
	g_ptr_array_add (shown, (char *) _("events: what users did"));
	g_ptr_array_add (remarks, (char *) "monetary / orders");
	g_ptr_array_add (remarks, (char *) _("a count, sum, mean, ..."));
	ask (view, SEG_FORM_BASIS, values, shown, remarks, form->by_events ? "events" : "features");
}

static void
ask_measure (SegView *view, const SegForm *form)
{
	GPtrArray *values = g_ptr_array_new (), *remarks = g_ptr_array_new ();

	for (guint i = 0; i < SEG_N_OWN_MEASURES; i++) {
		g_ptr_array_add (values, g_strdup (seg_own_measure_name ((SegOwnMeasure) i)));
		g_ptr_array_add (remarks, (char *) seg_own_measure_words ((SegOwnMeasure) i));
	}
	ask (view, SEG_FORM_MEASURE, values, NULL, remarks, seg_own_measure_name (form->own->measure));
}

static void
ask_measured (SegView *view, const SegForm *form)
{
	GPtrArray *values = g_ptr_array_new (), *remarks = g_ptr_array_new ();

	for (guint i = 0; form->event_names != NULL && i < form->event_names->len; i++) {
		const SegOwnName *name = form->event_names->pdata[i];

		if (!name->is_number && form->own->measure != SEG_OWN_DISTINCT)
			continue;
		g_ptr_array_add (values, g_strdup (name->plain));
		g_ptr_array_add (remarks, name->meaning);
	}
	ask (view, SEG_FORM_OF, values, NULL, remarks, form->own->measured);
}

static void
ask_kind (SegView *view, const SegForm *form)
{
	GPtrArray *values = g_ptr_array_new (), *shown = g_ptr_array_new (), *remarks = g_ptr_array_new ();

	g_ptr_array_add (values, g_strdup (""));
	g_ptr_array_add (shown, (char *) _("all kinds"));
	g_ptr_array_add (remarks, (char *) "");
	for (guint i = 0; form->kinds != NULL && i < form->kinds->len; i++) {
		g_ptr_array_add (values, g_strdup (form->kinds->pdata[i]));
		g_ptr_array_add (shown, form->kinds->pdata[i]);
		g_ptr_array_add (remarks, (char *) "");
	}
	ask (view, SEG_FORM_KIND, values, shown, remarks, form->own->event_kind != NULL ? form->own->event_kind : "");
}

static void
ask_scaling (SegView *view, const SegForm *form)
{
	GPtrArray *values = g_ptr_array_new (), *shown = g_ptr_array_new (), *remarks = g_ptr_array_new ();

	for (guint i = 0; i < SEG_N_SCALINGS; i++) {
		g_ptr_array_add (values, g_strdup (seg_scaling_name ((SegScaling) i)));
		g_ptr_array_add (shown, (char *) seg_scaling_label ((SegScaling) i));
		g_ptr_array_add (remarks, (char *) seg_scaling_meaning ((SegScaling) i));
	}
	ask (view, SEG_FORM_SCALING, values, shown, remarks, seg_scaling_name (form->own->scaling));
}

static void
ask_missing (SegView *view, const SegForm *form)
{
	static const SegFill fills[] = { SEG_FILL_MEDIAN, SEG_FILL_MEAN, SEG_FILL_ZERO, SEG_FILL_MAXIMUM, SEG_FILL_MINIMUM, SEG_FILL_LEAVE_OUT };
	GPtrArray *values = g_ptr_array_new (), *shown = g_ptr_array_new (), *remarks = g_ptr_array_new ();

	for (guint i = 0; i < G_N_ELEMENTS (fills); i++) {
		g_ptr_array_add (values, g_strdup (seg_fill_name (fills[i])));
		g_ptr_array_add (shown, (char *) seg_fill_label (fills[i]));
		g_ptr_array_add (remarks, (char *) seg_fill_meaning (fills[i]));
	}
	ask (view, SEG_FORM_MISSING, values, shown, remarks, seg_fill_name (form->own->fill));
}

void
seg_form_ask (SegView *view, SegFormField field)
{
	SegForm *form = view->state;
	const SegOwnFeature *own = form->own;
	g_autofree char *window = window_text (own);

	switch (field) {
	case SEG_FORM_BASIS:
		ask_basis (view, form);
		break;
	case SEG_FORM_MEASURE:
		ask_measure (view, form);
		break;
	case SEG_FORM_OF:
		ask_measured (view, form);
		break;
	case SEG_FORM_KIND:
		ask_kind (view, form);
		break;
	case SEG_FORM_SCALING:
		ask_scaling (view, form);
		break;
	case SEG_FORM_MISSING:
		ask_missing (view, form);
		break;
	case SEG_FORM_EXPRESSION:
		seg_form_type (view, field, own->expression, typed);
		break;
	case SEG_FORM_WHERE:
		seg_form_type (view, field, own->filter, typed);
		break;
	case SEG_FORM_WINDOW:
		seg_form_type (view, field, window, typed);
		break;
	default:
		seg_form_type (view, field, field == SEG_FORM_NAME ? own->name : field == SEG_FORM_LABEL ? own->label : own->unit, typed);
	}
}
