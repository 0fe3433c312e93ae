/* Questions answered with a line of text. */
#include <config.h>
#include "app.h"
#include "drafts.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	SegDialog     base;
	char         *title, *hint;
	char         *error;    /* of the last answer, or NULL */
	SegLineEdit   edit;
	char         *initial;
	char         *before;   /* what was typed here last time, offered while something else stands there; or NULL */
	gboolean      is_path;
	GPtrArray    *matches;  /* names that Tab found, or NULL */
	const SegLineLive *live; /* or NULL */
	SegLineAnswer answer;
} Prompt;

#define PROMPT_WIDTH 68
#define LIVE_WIDTH 110
#define SHOWN_MATCHES 6

static int
draw_matches (const Prompt *prompt, SegCells *cells, SegRect inside, int y)
{
	guint n = prompt->matches != NULL ? prompt->matches->len : 0;

	for (guint i = 0; i < MIN (n, SHOWN_MATCHES); i++)
		seg_draw_text (cells, inside, 2, y++, SEG_INK_MUTED, prompt->matches->pdata[i]);
	if (n > SHOWN_MATCHES)
		seg_draw_format (cells, inside, 2, y++, SEG_INK_MUTED, _("and %u more"), n - SHOWN_MATCHES);
	return y;
}

/* Two lines below the field, so that the box keeps its size while the words change. */
static int
draw_live (const Prompt *prompt, SegCells *cells, SegRect inside, int y)
{
	SegInk ink = SEG_INK_MUTED;
	const char *words = prompt->live->words (prompt->base.view, &ink, prompt->base.data);
	SegRect lines = { inside.x, inside.y + y, inside.width, 2 };

	seg_draw_paragraph (cells, lines, 0, 0, ink, words);
	return y + 2;
}

static int
count_lines (const char *text, int width)
{
	g_auto (GStrv) paragraphs = text != NULL ? g_strsplit (text, "\n", -1) : NULL;
	int n = 0;

	for (guint i = 0; paragraphs != NULL && paragraphs[i] != NULL; i++) {
		g_auto (GStrv) lines = seg_text_wrap (paragraphs[i], MAX (width, 1));

		n += (int) g_strv_length (lines);
	}
	return n;
}

static gboolean
offers_before (const Prompt *prompt)
{
	return prompt->before != NULL && strcmp (prompt->before, prompt->edit.text->str) != 0;
}

static int
draw_before (const Prompt *prompt, SegCells *cells, SegRect inside, int y)
{
	g_autofree char *safe = seg_text_printable (prompt->before), *words = g_strdup_printf (_("↑ as typed before: %s"), safe);

	seg_draw_fit (cells, inside, 0, y, inside.width, SEG_ALIGN_LEFT, SEG_INK_MUTED, words);
	return y + 1;
}

/* Whether the live words say what the answer's error says. */
static gboolean
is_told (const Prompt *prompt)
{
	SegInk ink = SEG_INK_MUTED;

	return prompt->live != NULL && prompt->error != NULL
	       && g_strcmp0 (prompt->live->words (prompt->base.view, &ink, prompt->base.data), prompt->error) == 0;
}

static void
draw_prompt (SegDialog *base, SegCells *cells, SegRect screen)
{
	Prompt *prompt = (Prompt *) base;
	int width = CLAMP (screen.width - 4, 1, prompt->live != NULL ? LIVE_WIDTH : PROMPT_WIDTH), y = 1;
	guint n_matches = prompt->matches != NULL ? MIN (prompt->matches->len, SHOWN_MATCHES + 1) : 0;
	gboolean told = is_told (prompt);
	int height = 4 + count_lines (prompt->hint, width) + (told ? 0 : count_lines (prompt->error, width)) + (int) n_matches
	             + (prompt->live != NULL ? 2 : 0) + (prompt->before != NULL ? 1 : 0);
	SegRect inside = seg_dialog_box (cells, screen, width, height, prompt->title);

	base->cursor_x = inside.x + seg_line_edit_draw (&prompt->edit, cells, inside, SEG_INK_SELECTED);
	base->cursor_y = inside.y;
	if (prompt->before != NULL)
		y = offers_before (prompt) ? draw_before (prompt, cells, inside, y) : y + 1; /* the box keeps its size */
	if (prompt->live != NULL)
		y = draw_live (prompt, cells, inside, y);
	y = draw_matches (prompt, cells, inside, y);
	y++;
	if (prompt->error != NULL && !told)
		y += seg_draw_paragraph (cells, inside, 0, y, SEG_INK_BAD, prompt->error);
	if (prompt->hint != NULL)
		seg_draw_paragraph (cells, inside, 0, y, SEG_INK_MUTED, prompt->hint);
	seg_draw_text (cells, inside, 0, inside.height - 1, SEG_INK_MUTED,
	               prompt->is_path ? _("Enter accept   Tab complete   Esc cancel") : _("Enter accept   Esc cancel"));
}

/* Paths ------------------------------------------------------------------------------------------------------------ */

static void
collect_matches (GPtrArray *matches, const char *folder, const char *start)
{
	g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
		g_autofree char *full = g_build_filename (folder, name, NULL);

		if (!g_str_has_prefix (name, start) || (name[0] == '.' && start[0] != '.'))
			continue;
		g_ptr_array_add (matches, g_file_test (full, G_FILE_TEST_IS_DIR) ? g_strconcat (name, "/", NULL) : g_strdup (name));
	}
}

static gsize
common_length (const GPtrArray *matches)
{
	const char *first = matches->pdata[0];
	gsize length = strlen (first);

	for (guint i = 1; i < matches->len; i++) {
		const char *other = matches->pdata[i];
		gsize same = 0;

		while (same < length && other[same] == first[same])
			same++;
		length = same;
	}
	while (length > 0 && (first[length] & 0xC0) == 0x80)
		length--; /* do not cut a character */
	return length;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
	return strcmp (*(char *const *) a, *(char *const *) b);
}

/* "~/x" as the shell reads it. */
static char *
expand_home (const char *path)
{
	if (path[0] == '~' && (path[1] == '/' || path[1] == '\0'))
		return g_strconcat (g_get_home_dir (), path + 1, NULL);
	return g_strdup (path);
}

static void
complete (Prompt *prompt)
{
	g_autofree char *path = expand_home (prompt->edit.text->str);
	const char *slash = strrchr (path, '/'), *start = slash != NULL ? slash + 1 : path;
	g_autofree char *folder = slash != NULL ? g_strndup (path, (gsize) (slash - path) + 1) : g_strdup (".");
	g_autoptr (GPtrArray) matches = g_ptr_array_new_with_free_func (g_free);

	collect_matches (matches, folder, start);
	g_clear_pointer (&prompt->matches, g_ptr_array_unref);
	if (matches->len == 0)
		return;
	g_ptr_array_sort (matches, compare_names);
	{
		g_autofree char *common = g_strndup (matches->pdata[0], common_length (matches));
		g_autofree char *completed = g_strconcat (slash != NULL ? folder : "", common, NULL);

		seg_line_edit_set (&prompt->edit, completed);
	}
	if (matches->len > 1)
		prompt->matches = g_steal_pointer (&matches);
}

/* Keys ------------------------------------------------------------------------------------------------------------- */

/* What stood there at first comes again by itself. */
static void
keep_typed (const Prompt *prompt)
{
	if (strcmp (prompt->edit.text->str, prompt->initial) != 0)
		seg_drafts_keep (prompt->base.app, prompt->base.view, prompt->title, prompt->edit.text->str);
}

/* The answer may open other dialogs or close the view: only then this one goes. */
static gboolean
accept_line (Prompt *prompt)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *text = prompt->is_path ? expand_home (prompt->edit.text->str) : g_strdup (prompt->edit.text->str);

	g_strstrip (text);
	keep_typed (prompt); /* what comes next may be left, and this with it */
	if (prompt->answer (prompt->base.view, text, prompt->base.data, &error))
		return FALSE;
	g_free (prompt->error);
	prompt->error = g_strdup (error != NULL ? error->message : "");
	return TRUE;
}

/* Moving the cursor changes nothing: whoever listens compares. */
static void
tell_live (Prompt *prompt)
{
	if (prompt->live != NULL)
		prompt->live->changed (prompt->base.view, prompt->edit.text->str, prompt->base.data);
}

static gboolean
key_prompt (SegDialog *base, int key)
{
	Prompt *prompt = (Prompt *) base;

	if (key == SEG_KEY_ESCAPE || key == SEG_CTRL ('c')) {
		keep_typed (prompt);
		return FALSE;
	}
	if (key == SEG_KEY_ENTER)
		return accept_line (prompt);
	if (key == SEG_KEY_UP && offers_before (prompt)) {
		seg_line_edit_replace (&prompt->edit, prompt->before);
		g_clear_pointer (&prompt->error, g_free);
		tell_live (prompt);
		return TRUE;
	}
	if (key == SEG_KEY_TAB && prompt->is_path) {
		complete (prompt);
		return TRUE;
	}
	if (seg_line_edit_key (&prompt->edit, key)) {
		g_clear_pointer (&prompt->error, g_free);
		g_clear_pointer (&prompt->matches, g_ptr_array_unref);
		tell_live (prompt);
	}
	return TRUE;
}

static void
free_prompt (SegDialog *base)
{
	Prompt *prompt = (Prompt *) base;

	g_free (prompt->title);
	g_free (prompt->hint);
	g_free (prompt->error);
	g_free (prompt->initial);
	g_free (prompt->before);
	seg_line_edit_clear (&prompt->edit);
	g_clear_pointer (&prompt->matches, g_ptr_array_unref);
}

static const SegDialogClass prompt_class = { sizeof (Prompt), draw_prompt, key_prompt, NULL, free_prompt };

static Prompt *
ask (SegView *view, const char *title, const char *hint, const char *initial, SegLineAnswer answer, gpointer data,
     GDestroyNotify free_data)
{
	Prompt *prompt = seg_dialog_push (view->app, view, &prompt_class, data, free_data);

	prompt->title = g_strdup (title);
	prompt->hint = g_strdup (hint);
	prompt->answer = answer;
	seg_line_edit_init (&prompt->edit, initial);
	prompt->initial = g_strdup (prompt->edit.text->str);
	prompt->before = g_strdup (seg_drafts_find (view->app, view, title));
	if (g_strcmp0 (prompt->before, prompt->initial) == 0)
		g_clear_pointer (&prompt->before, g_free);
	return prompt;
}

void
seg_ask_line (SegView *view, const char *title, const char *hint, const char *initial, SegLineAnswer answer, gpointer data,
              GDestroyNotify free_data)
{
	ask (view, title, hint, initial, answer, data, free_data);
}

void
seg_ask_line_live (SegView *view, const char *title, const char *hint, const char *initial, const SegLineLive *live, SegLineAnswer answer,
                   gpointer data, GDestroyNotify free_data)
{
	Prompt *prompt = ask (view, title, hint, initial, answer, data, free_data);

	prompt->live = live;
	tell_live (prompt);
}

void
seg_ask_path (SegView *view, const char *title, const char *hint, const char *initial, SegLineAnswer answer, gpointer data,
              GDestroyNotify free_data)
{
	ask (view, title, hint, initial, answer, data, free_data)->is_path = TRUE;
}
