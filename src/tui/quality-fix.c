/* The fix of a problem: its preview, the question, the step, and taking it back. */
#include <config.h>
#include "app.h"
#include "quality.h"

#include <segscope/clean.h>

#include <glib/gi18n.h>
#include <string.h>

#define SHOWN_EXAMPLES 3
#define EXAMPLE_WIDTH 60

/* A step on its way: the preview fills the text, applying fills the id. */
typedef struct {
	SegStep *step;
	char    *effect; /* of the preview */
} Trial;

static Trial *
trial_new (SegStep *step)
{
	Trial *trial = g_new0 (Trial, 1);

	trial->step = step;
	return trial;
}

static void
trial_free (gpointer data)
{
	Trial *trial = data;

	g_clear_pointer (&trial->step, seg_step_free);
	g_free (trial->effect);
	g_free (trial);
}

/* Applying --------------------------------------------------------------------------------------------------------------- */

static gboolean
apply (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	return seg_recipe_add (workspace, ((Trial *) data)->step, 0, job, error);
}

static void
applied (SegView *view, gpointer data)
{
	Trial *trial = data;
	g_autofree char *effect = seg_step_effect_sentence (trial->step);

	view->app->last_fix = trial->step->id;
	seg_say (view, _("Done: %s. u takes it back."), effect);
}

static const SegWork apply_work = { N_("cleaning"), apply, applied, NULL, trial_free, TRUE, FALSE };

static void
apply_now (SegView *view, gpointer data)
{
	seg_view_run (view, &apply_work, trial_new (seg_step_copy (data)));
}

/* Preview ---------------------------------------------------------------------------------------------------------------------- */

static void
add_example (GString *text, const SegCleanExample *example)
{
	g_autofree char *before = seg_text_clip (example->before != NULL ? example->before : _("(missing)"), 20);
	g_autofree char *after = seg_text_clip (example->after != NULL ? example->after : _("(missing)"), 20);

	if (example->column == NULL)
		g_string_append_printf (text, _("\n  %s goes"), example->key);
	else
		g_string_append_printf (text, "\n  %s: %s → %s", example->key, before, after);
}

static void
add_group (GString *text, const SegCleanGroup *group)
{
	g_autofree char *others = g_strjoinv (", ", group->others);
	g_autofree char *line = g_strdup_printf (_("%s ← %s (%s)"), group->survivor, others, group->alike);
	g_autofree char *shown = seg_text_clip (line, EXAMPLE_WIDTH);

	g_string_append_printf (text, "\n  %s", shown);
}

/* The question, before and after, some examples. */
static char *
preview_in_words (const SegStep *step, const SegCleanPreview *preview)
{
	const SegStepEffect *effect = &preview->effect;
	g_autofree char *sentence = seg_step_sentence (step), *changes = NULL;
	g_autofree char *before = seg_format_integer (effect->rows_before), *after = seg_format_integer (effect->rows_after);
	g_autofree char *missing = seg_format_integer (effect->missing_before), *left = seg_format_integer (effect->missing_after);
	g_autoptr (SegStep) done = seg_step_copy (step);
	GString *text = g_string_new (NULL);

	done->effect = *effect;
	changes = seg_step_effect_sentence (done);
	done->effect = (SegStepEffect) { 0 };
	g_string_append_printf (text, _("Do this: %s? What was imported is kept; u takes it back.\n \n"), sentence);
	g_string_append_printf (text, _("Rows in use: %s before, %s after."), before, after);
	if (effect->missing_before != effect->missing_after)
		g_string_append_printf (text, _("\nMissing values: %s before, %s after."), missing, left);
	g_string_append_printf (text, "\n%s.", changes);
	for (guint i = 0; i < MIN (preview->groups->len, SHOWN_EXAMPLES); i++)
		add_group (text, preview->groups->pdata[i]);
	for (guint i = 0; i < MIN (preview->examples->len, SHOWN_EXAMPLES) && preview->groups->len == 0; i++)
		add_example (text, preview->examples->pdata[i]);
	return g_string_free (text, FALSE);
}

static gboolean
preview (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Trial *trial = data;
	g_autoptr (SegCleanPreview) shown = seg_recipe_preview (workspace, trial->step, 0, job, error);

	if (shown == NULL)
		return FALSE;
	trial->effect = preview_in_words (trial->step, shown);
	return TRUE;
}

static void
previewed (SegView *view, gpointer data)
{
	Trial *trial = data;

	seg_ask_yes (view, trial->effect, apply_now, g_steal_pointer (&trial->step), (GDestroyNotify) seg_step_free);
}

static const SegWork preview_work = { N_("trying it out"), preview, previewed, NULL, trial_free, FALSE, FALSE };

static SegStep *
make_step (const SegFix *fix, GError **error)
{
	const SegStepKind *kind = seg_step_kind_find (fix->step);
	g_autoptr (SegStep) step = kind != NULL ? seg_step_new (kind) : NULL;

	if (step == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no cleaning step “%s” in this version"), fix->step);
		return NULL;
	}
	for (guint i = 0; fix->options[i] != NULL && fix->options[i + 1] != NULL; i += 2)
		if (!seg_step_set (step, fix->options[i], fix->options[i + 1], error))
			return NULL;
	return g_steal_pointer (&step);
}

void
seg_fix_offer (SegView *view, const SegFix *fix)
{
	g_autoptr (GError) error = NULL;
	SegStep *step = make_step (fix, &error);

	if (step != NULL)
		seg_view_run (view, &preview_work, trial_new (step));
	else
		seg_report (view, error);
}

/* Taking back ---------------------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 id;
} Undo;

static gboolean
undo (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	return seg_recipe_remove (workspace, ((Undo *) data)->id, job, error);
}

static void
undone (SegView *view, gpointer data)
{
	if (view->app->last_fix == ((Undo *) data)->id)
		view->app->last_fix = 0;
	seg_say (view, "%s", _("Taken back; the step is out of the cleaning recipe."));
}

/* The step may have gone by another way. */
static void
not_undone (SegView *view, gpointer data, const GError *error)
{
	if (g_error_matches (error, SEG_ERROR, SEG_ERROR_NOT_FOUND) && view->app->last_fix == ((Undo *) data)->id)
		view->app->last_fix = 0;
	seg_report (view, error);
}

static const SegWork undo_work = { N_("taking it back"), undo, undone, not_undone, g_free, TRUE, FALSE };

gboolean
seg_fix_can_undo (const SegView *view)
{
	return view->app->last_fix != 0;
}

void
seg_fix_undo (SegView *view)
{
	Undo *data = g_new0 (Undo, 1);

	data->id = view->app->last_fix;
	seg_view_run (view, &undo_work, data);
}
