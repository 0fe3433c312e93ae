/* The questions of the RFM screen: axes, bins, cut points, names, cells, the day, the name to keep it under. Each changes a copy of the
 * definition; the grid is made anew in a job. */
#include <config.h>
#include "rfm.h"

#include <segscope/format.h>

#include <glib/gi18n.h>
#include <string.h>

static const char *const axis_words[] = { N_("Recency"), N_("Frequency"), N_("Money") };

SegRfmGroup
seg_rfm_current_group (const SegRfmState *state)
{
	return state->in_groups ? (SegRfmGroup) state->group : seg_rfm_group_at (state->rfm->definition, state->row, state->column);
}

static SegRfmDefinition *
copy_of (SegView *view)
{
	return seg_rfm_definition_copy (((const SegRfmState *) view->state)->rfm->definition);
}

/* Applies @definition when it could be changed; hands @done on. */
static gboolean
apply (SegView *view, SegRfmDefinition *definition, gboolean done)
{
	if (done)
		seg_rfm_apply (view, definition);
	else
		seg_rfm_definition_free (definition);
	return done;
}

/* Which axis first --------------------------------------------------------------------------------------------------- */

typedef void (*AxisFunc) (SegView *view, SegRfmAxis axis);

typedef struct {
	AxisFunc func;
} AxisQuestion;

static void
axis_chosen (SegView *view, guint choice, gpointer data)
{
	((const AxisQuestion *) data)->func (view, (SegRfmAxis) choice);
}

static void
ask_which_axis (SegView *view, const char *title, AxisFunc func)
{
	const SegRfm *rfm = ((const SegRfmState *) view->state)->rfm;
	const char *labels[SEG_RFM_N_AXES + 1] = { NULL };
	char *remarks[SEG_RFM_N_AXES + 1] = { NULL };
	AxisQuestion *question = g_new (AxisQuestion, 1);

	question->func = func;
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
		g_autofree char *cuts = seg_rfm_cuts_words (&rfm->definition->axes[axis]);

		labels[axis] = _(axis_words[axis]);
		remarks[axis] = g_strdup_printf (_("%s: %s"), rfm->labels[axis], cuts);
	}
	seg_ask_choice (view, title, labels, (const char *const *) remarks, 0, axis_chosen, question, g_free);
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++)
		g_free (remarks[axis]);
}

static SegRfmAxis *
new_axis (SegRfmAxis axis)
{
	SegRfmAxis *data = g_new (SegRfmAxis, 1);

	*data = axis;
	return data;
}

/* Another feature -------------------------------------------------------------------------------------------------- */

typedef struct {
	SegRfmAxis axis;
	GPtrArray *names;
} FeatureQuestion;

static void
free_feature_question (gpointer data)
{
	FeatureQuestion *question = data;

	g_ptr_array_unref (question->names);
	g_free (question);
}

static void
feature_chosen (SegView *view, guint choice, gpointer data)
{
	const FeatureQuestion *question = data;
	const SegRfmState *state = view->state;
	SegRfmDefinition *definition = copy_of (view);
	g_autoptr (GError) error = NULL;

	if (!apply (view, definition, seg_rfm_set_feature (seg_view_workspace (view), state->set, definition, question->axis,
	                                                   question->names->pdata[choice], &error)))
		seg_report (view, error);
}

static void
ask_feature (SegView *view, SegRfmAxis axis)
{
	const SegRfmState *state = view->state;
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) columns = seg_user_columns (seg_view_workspace (view), state->set, &error);
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), units = g_ptr_array_new ();
	g_autofree char *title = g_strdup_printf (_("%s is which feature?"), _(axis_words[axis]));
	FeatureQuestion *question;
	guint current = 0;

	if (columns == NULL) {
		seg_report (view, error);
		return;
	}
	question = g_new (FeatureQuestion, 1);
	*question = (FeatureQuestion) { axis, g_ptr_array_new_with_free_func (g_free) };
	for (guint i = 0; i < columns->len; i++) {
		const SegUserColumn *column = columns->pdata[i];

		if (!column->is_feature || column->expression != NULL)
			continue;
		if (strcmp (column->name, state->rfm->definition->axes[axis].feature) == 0)
			current = labels->len;
		g_ptr_array_add (labels, column->label);
		g_ptr_array_add (units, column->unit);
		g_ptr_array_add (question->names, g_strdup (column->name));
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, title, (const char *const *) labels->pdata, (const char *const *) units->pdata, current, feature_chosen, question,
	                free_feature_question);
}

void
seg_rfm_ask_axis (SegView *view)
{
	ask_which_axis (view, _("Give which axis another feature?"), ask_feature);
}

/* Bins and cut points ------------------------------------------------------------------------------------------------ */

static gboolean
accept_bins (SegView *view, const char *text, gpointer data, GError **error)
{
	SegRfmDefinition *definition = copy_of (view);
	char *end;
	guint64 bins = g_ascii_strtoull (text, &end, 10);

	return apply (view, definition, seg_rfm_set_bins (definition, *(SegRfmAxis *) data,
	                                                  end == text || *end != '\0' ? 0 : (guint) MIN (bins, 1000), error));
}

static void
ask_bins (SegView *view, SegRfmAxis axis)
{
	const SegRfmState *state = view->state;
	g_autofree char *title = g_strdup_printf (_("%s: into how many bins?"), state->rfm->labels[axis]);
	g_autofree char *bins = g_strdup_printf ("%u", state->rfm->definition->axes[axis].n_bins);

	seg_ask_line (view, title, _("2 to 10, of equal numbers of users as far as equal values allow."), bins, accept_bins, new_axis (axis), g_free);
}

void
seg_rfm_ask_bins (SegView *view)
{
	ask_which_axis (view, _("Cut which axis into another number of bins?"), ask_bins);
}

static gboolean
accept_cuts (SegView *view, const char *text, gpointer data, GError **error)
{
	SegRfmDefinition *definition = copy_of (view);
	SegRfmAxis axis = *(SegRfmAxis *) data;
	g_autofree char *trimmed = g_strstrip (g_strdup (text));

	if (*trimmed == '\0')
		return apply (view, definition, seg_rfm_set_bins (definition, axis, definition->axes[axis].n_bins, error));
	return apply (view, definition, seg_rfm_set_cuts (definition, axis, trimmed, error));
}

static void
ask_cuts (SegView *view, SegRfmAxis axis)
{
	const SegRfmState *state = view->state;
	const SegRfmRule *rule = &state->rfm->definition->axes[axis];
	g_autofree char *title = g_strdup_printf (_("%s: cut where?"), state->rfm->labels[axis]);
	g_autoptr (GString) cuts = g_string_new (NULL);

	for (guint i = 0; i + 1 < rule->n_bins; i++) {
		g_autofree char *cut = seg_format_exact (rule->cuts[i]);

		if (i == 0 || rule->cuts[i] > rule->cuts[i - 1])
			g_string_append_printf (cuts, "%s%s", i > 0 ? ", " : "", cut);
	}
	seg_ask_line (view, title, _("The largest value of each bin but the last, such as 30, 90, 180. Empty: bins of equal numbers of users."),
	              cuts->str, accept_cuts, new_axis (axis), g_free);
}

void
seg_rfm_ask_cuts (SegView *view)
{
	ask_which_axis (view, _("Cut which axis elsewhere?"), ask_cuts);
}

static void
columns_chosen (SegView *view, guint choice, gpointer data)
{
	SegRfmDefinition *definition = copy_of (view);

	(void) data;
	seg_rfm_set_columns (definition, (SegRfmColumns) choice);
	seg_rfm_apply (view, definition);
}

void
seg_rfm_ask_columns (SegView *view)
{
	const SegRfm *rfm = ((const SegRfmState *) view->state)->rfm;
	const char *labels[] = { _("frequency and money together"), _("frequency"), _("money"), NULL };
	const char *remarks[] = { _("the mean of both scores"), rfm->labels[SEG_RFM_FREQUENCY], rfm->labels[SEG_RFM_MONETARY], NULL };

	seg_ask_choice (view, _("What are the columns?"), labels, remarks, rfm->definition->columns, columns_chosen, NULL, NULL);
}

/* Names and cells ---------------------------------------------------------------------------------------------------- */

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	SegRfmDefinition *definition = copy_of (view);

	return apply (view, definition, seg_rfm_set_name (definition, *(SegRfmGroup *) data, text, error));
}

void
seg_rfm_ask_name (SegView *view)
{
	const SegRfmState *state = view->state;
	SegRfmGroup *group = g_new (SegRfmGroup, 1);

	*group = seg_rfm_current_group (state);
	seg_ask_line (view, _("Another name for this group"), seg_rfm_group_meaning (*group), state->rfm->definition->names[*group], accept_name,
	              group, g_free);
}

static void
usual_chosen (SegView *view, guint choice, gpointer data)
{
	const SegRfmState *state = view->state;
	g_autoptr (GError) error = NULL;
	SegRfmDefinition *definition = choice < 2 ? copy_of (view) : seg_rfm_definition_usual (seg_view_workspace (view), state->set, &error);

	(void) data;
	if (definition == NULL) {
		seg_report (view, error);
		return;
	}
	if (choice < 2)
		seg_rfm_set_language (definition, choice == 1 ? SEG_RFM_CHINESE : SEG_RFM_ENGLISH);
	seg_rfm_apply (view, definition);
}

void
seg_rfm_ask_usual (SegView *view)
{
	const char *labels[] = { _("the usual names, in English"), _("the usual names, in Chinese"), _("everything as it is at first"), NULL };
	const char *remarks[] = { "Champions, Loyal, At risk", "核心客户, 忠诚客户, 有流失风险", _("axes, bins, cut points, names, cells"), NULL };

	seg_ask_choice (view, _("Go back to what?"), labels, remarks, seg_rfm_language (), usual_chosen, NULL, NULL);
}

static void
cell_chosen (SegView *view, guint choice, gpointer data)
{
	const SegRfmState *state = view->state;
	SegRfmDefinition *definition = copy_of (view);

	(void) data;
	definition->cells[state->row - 1][state->column - 1] = (guint8) (choice + 1);
	seg_rfm_apply (view, definition);
}

void
seg_rfm_ask_cell (SegView *view)
{
	const SegRfmState *state = view->state;
	const char *labels[SEG_RFM_NONE + 1] = { NULL }, *remarks[SEG_RFM_NONE + 1] = { NULL };

	for (guint group = 0; group < SEG_RFM_NONE; group++) {
		labels[group] = state->rfm->definition->names[group];
		remarks[group] = seg_rfm_group_meaning ((SegRfmGroup) group);
	}
	seg_ask_choice (view, _("Put this cell into which group?"), labels, remarks, seg_rfm_group_at (state->rfm->definition, state->row, state->column),
	                cell_chosen, NULL, NULL);
}

/* The day -------------------------------------------------------------------------------------------------------------- */

static gboolean
accept_day (SegView *view, const char *text, gpointer data, GError **error)
{
	g_autofree char *instant = g_strconcat (text, "T23:59:59Z", NULL);
	g_autoptr (GDateTime) time = strlen (text) == strlen ("2024-03-05") ? g_date_time_new_from_iso8601 (instant, NULL) : NULL;
	SegRfmState *state = view->state;

	(void) data;
	if (*text == '\0') {
		state->set_id = 0;
		seg_rfm_load (view);
		return TRUE;
	}
	if (time != NULL)
		seg_rfm_go_to_day (view, g_date_time_to_unix (time) - (state->set != NULL ? seg_feature_set_ahead (state->set) : 0));
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a day; write it like 2024-03-05"), text);
	return time != NULL;
}

void
seg_rfm_ask_day (SegView *view)
{
	const SegRfmState *state = view->state;
	g_autofree char *day = seg_format_exact_date (state->set->as_of_local);

	seg_ask_line (view, _("Rate users as they were at the end of which day?"),
	              _("Later events are not seen. The features of that day are kept as a set of their own. Empty: the day of the set in use."), day,
	              accept_day, NULL, NULL);
}

/* Keeping ---------------------------------------------------------------------------------------------------------------- */

static void
replace (SegView *view, gpointer data)
{
	seg_rfm_keep_segments (view, data, TRUE);
}

static gboolean
accept_save (SegView *view, const char *text, gpointer data, GError **error)
{
	g_autofree char *name = g_strstrip (g_strdup (text)), *question = NULL;
	g_autoptr (SegSegmentation) old = NULL;

	(void) data;
	if (*name == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A name is needed, for example RFM"));
		return FALSE;
	}
	if ((old = seg_segmentation_load (seg_view_workspace (view), name, NULL)) == NULL) {
		seg_rfm_keep_segments (view, name, FALSE);
		return TRUE;
	}
	if (!seg_segmentation_name_is_free (seg_view_workspace (view), name, TRUE, error))
		return FALSE; /* a campaign needs the old one */
	question = g_strdup_printf (_("There is already \"%s\". Replace it? Names and notes given to its segments are lost."), name);
	seg_ask_yes (view, question, replace, g_steal_pointer (&name), g_free);
	return TRUE;
}

void
seg_rfm_ask_save (SegView *view)
{
	seg_ask_line (view, _("Name under which to keep the groups as segments"),
	              _("Users, profiles and campaigns then work with them. Users who come later are put in by the same cut points."), "RFM",
	              accept_save, NULL, NULL);
}
