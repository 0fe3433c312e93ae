/* Typing a field in place: the line lies over the form, what it yields is tried out at every key, names that fit what is being typed
 * stand below it and Tab completes. */
#include <config.h>
#include "app.h"
#include "drafts.h"
#include "own-feature.h"

#include <glib/gi18n.h>
#include <string.h>

#define SHOWN_NAMES 6
#define LEAST_WIDTH 24

typedef struct {
	SegDialog    base;
	SegLineEdit  edit;
	SegFormField field;
	SegFormTyped typed;
	char        *before;       /* what stood there at first */
	GPtrArray   *names;        /* of SegOwnName*; NULL: there are none for this field, or they are being read */
	GPtrArray   *fitting;      /* of SegOwnName*: that begin like the word under the cursor */
	gboolean     senseless;    /* what is typed makes no sense yet */
} Typing;

/* Names may have been read, or read again, since the last key. */
static void
take_names (Typing *typing)
{
	const SegForm *form = typing->base.view->state;
	GPtrArray *names = typing->field == SEG_FORM_EXPRESSION ? form->feature_names : typing->field == SEG_FORM_WHERE ? form->event_names : NULL;

	if (names == typing->names)
		return;
	g_ptr_array_set_size (typing->fitting, 0);
	g_clear_pointer (&typing->names, g_ptr_array_unref);
	typing->names = names != NULL ? g_ptr_array_ref (names) : NULL;
}

/* Completion -------------------------------------------------------------------------------------------------------------- */

static gboolean
is_word (char byte)
{
	return g_ascii_isalnum (byte) || byte == '_' || (byte & 0x80) != 0;
}

/* Where the word before the cursor begins. */
static gsize
word_start (const Typing *typing)
{
	gsize at = typing->edit.cursor;

	while (at > 0 && is_word (typing->edit.text->str[at - 1]))
		at--;
	return at;
}

/* Names that begin with @word come before those that have it inside. */
static void
add_fitting (Typing *typing, const char *word, gboolean inside)
{
	for (guint i = 0; i < typing->names->len; i++) {
		SegOwnName *name = typing->names->pdata[i];
		g_autofree char *folded = g_utf8_casefold (name->plain, -1);
		const char *found = strstr (folded, word);

		if (name->in_filters && found != NULL && (found != folded) == inside)
			g_ptr_array_add (typing->fitting, name);
	}
}

static void
find_fitting (Typing *typing)
{
	const gsize start = word_start (typing);
	g_autofree char *word = g_strndup (typing->edit.text->str + start, typing->edit.cursor - start);
	g_autofree char *folded = g_utf8_casefold (word, -1);

	take_names (typing);
	g_ptr_array_set_size (typing->fitting, 0);
	if (typing->names == NULL)
		return;
	add_fitting (typing, folded, FALSE);
	if (*folded != '\0')
		add_fitting (typing, folded, TRUE);
}

static void
complete (Typing *typing)
{
	const gsize start = word_start (typing);
	const SegOwnName *name = typing->fitting->len > 0 ? typing->fitting->pdata[0] : NULL;

	if (name == NULL)
		return;
	g_string_erase (typing->edit.text, (gssize) start, (gssize) (typing->edit.cursor - start));
	g_string_insert (typing->edit.text, (gssize) start, name->name);
	typing->edit.cursor = start + strlen (name->name);
}

/* Keys -------------------------------------------------------------------------------------------------------------------- */

static void
tell (Typing *typing, const char *text)
{
	SegForm *form = typing->base.view->state;

	typing->senseless = !typing->typed (form, typing->field, text);
	if (!typing->senseless)
		seg_form_changed (typing->base.view);
}

static gboolean
key_typing (SegDialog *base, int key)
{
	Typing *typing = (Typing *) base;

	if (key == SEG_KEY_ESCAPE || key == SEG_CTRL ('c')) {
		if (strcmp (typing->edit.text->str, typing->before) != 0)
			seg_drafts_keep (base->app, base->view, seg_form_label (typing->field), typing->edit.text->str);
		tell (typing, typing->before);
		return FALSE;
	}
	if (key == SEG_KEY_ENTER)
		return typing->senseless;
	if (key == SEG_KEY_TAB)
		complete (typing);
	else if (key == SEG_KEY_UP && seg_drafts_find (base->app, base->view, seg_form_label (typing->field)) != NULL)
		seg_line_edit_replace (&typing->edit, seg_drafts_find (base->app, base->view, seg_form_label (typing->field)));
	else if (!seg_line_edit_key (&typing->edit, key))
		return TRUE;
	find_fitting (typing);
	tell (typing, typing->edit.text->str);
	return TRUE;
}

/* Drawing ----------------------------------------------------------------------------------------------------------------- */

static const char *
hint_of (const Typing *typing)
{
	if (*typing->edit.text->str == '\0' && seg_drafts_find (typing->base.app, typing->base.view, seg_form_label (typing->field)) != NULL)
		return _("↑ brings back what was typed here before");
	switch (typing->field) {
	case SEG_FORM_WINDOW:
		return _("Empty: at any time. 90: the last 90 days. Or 2024-01-01..2024-06-30");
	case SEG_FORM_NAME:
		return _("Letters, digits and _: it stands in expressions.");
	case SEG_FORM_UNIT:
		return _("days, money, ...");
	default:
		return typing->names != NULL ? _("Enter accept   Tab complete   Esc cancel") : _("Enter accept   Esc cancel");
	}
}

/* Below the line where there is room for it, else above. */
static void
draw_names (const Typing *typing, SegCells *cells, SegRect line, SegRect screen)
{
	const int n = (int) MIN (typing->fitting->len, SHOWN_NAMES), height = n + 3;
	const int below = line.y + 1, y = below + height <= screen.y + screen.height ? below : line.y - height;
	SegRect box = { line.x - 2, MAX (y, screen.y), MIN (MIN (line.width + 4, 84), screen.x + screen.width - line.x + 2), MIN (height, screen.height) }, inside;
	const int half = MIN (32, box.width / 2);

	seg_draw_frame (cells, box, NULL);
	inside = seg_rect_inset (box, 2, 1);
	for (int i = 0; i < n; i++) {
		const SegOwnName *name = typing->fitting->pdata[i];

		seg_draw_fit (cells, inside, 0, i, half, SEG_ALIGN_LEFT, i == 0 ? SEG_INK_ACCENT : SEG_INK_NORMAL, name->name);
		seg_draw_fit (cells, inside, half + 1, i, inside.width - half - 1, SEG_ALIGN_LEFT, SEG_INK_MUTED, name->meaning);
	}
	seg_draw_fit (cells, inside, 0, n, inside.width, SEG_ALIGN_LEFT, typing->senseless ? SEG_INK_WARNING : SEG_INK_MUTED, hint_of (typing));
}

static void
draw_typing (SegDialog *base, SegCells *cells, SegRect screen)
{
	Typing *typing = (Typing *) base;
	const SegForm *form = base->view->state;
	SegRect line = form->value_rect;

	line.width = MIN (MAX (line.width, LEAST_WIDTH), screen.x + screen.width - line.x);
	line.height = 1;
	if (typing->names == NULL)
		find_fitting (typing);
	draw_names (typing, cells, line, screen);
	base->cursor_x = line.x + seg_line_edit_draw (&typing->edit, cells, line, SEG_INK_SELECTED);
	base->cursor_y = line.y;
}

static void
free_typing (SegDialog *base)
{
	Typing *typing = (Typing *) base;

	seg_line_edit_clear (&typing->edit);
	g_ptr_array_unref (typing->fitting);
	g_clear_pointer (&typing->names, g_ptr_array_unref);
	g_free (typing->before);
}

static const SegDialogClass class = { sizeof (Typing), draw_typing, key_typing, NULL, free_typing };

void
seg_form_type (SegView *view, SegFormField field, const char *initial, SegFormTyped typed)
{
	Typing *typing = seg_dialog_push (view->app, view, &class, NULL, NULL);

	seg_line_edit_init (&typing->edit, initial);
	typing->field = field;
	typing->typed = typed;
	typing->before = g_strdup (initial != NULL ? initial : "");
	typing->fitting = g_ptr_array_new ();
	find_fitting (typing);
}
