#include <config.h>
#include "line-edit.h"

#include <string.h>

void
seg_line_edit_init (SegLineEdit *edit, const char *text)
{
	*edit = (SegLineEdit) { .text = g_string_new (NULL) };
	seg_line_edit_set (edit, text);
}

void
seg_line_edit_clear (SegLineEdit *edit)
{
	if (edit->text != NULL)
		g_string_free (edit->text, TRUE);
	edit->text = NULL;
	g_clear_pointer (&edit->before, g_ptr_array_unref);
}

void
seg_line_edit_set (SegLineEdit *edit, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

	g_string_assign (edit->text, valid);
	edit->cursor = edit->text->len;
	edit->typing = FALSE;
	g_clear_pointer (&edit->before, g_ptr_array_unref);
}

/* Taking back -------------------------------------------------------------------------------------------------------- */

/* Notes what stands there, before it changes; a word typed in one go is one change. */
static void
note_change (SegLineEdit *edit, gboolean typing)
{
	if (!typing || !edit->typing) {
		if (edit->before == NULL)
			edit->before = g_ptr_array_new_with_free_func (g_free);
		g_ptr_array_add (edit->before, g_strdup (edit->text->str));
	}
	edit->typing = typing;
}

static gboolean
take_back (SegLineEdit *edit)
{
	g_autofree char *before = edit->before != NULL && edit->before->len > 0 ? g_ptr_array_steal_index (edit->before, edit->before->len - 1) : NULL;

	edit->typing = FALSE;
	if (before != NULL) {
		g_string_assign (edit->text, before);
		edit->cursor = edit->text->len;
	}
	return TRUE;
}

void
seg_line_edit_replace (SegLineEdit *edit, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid (text, -1);

	note_change (edit, FALSE);
	g_string_assign (edit->text, valid);
	edit->cursor = edit->text->len;
}

/* A letter and its marks are one, and so are the letters of a flag: nobody sees a cursor between them. Which letters belong together is known from
 * the beginning only. */
static gsize
previous_character (const SegLineEdit *edit)
{
	gsize at = 0, next = 0;

	while (next < edit->cursor) {
		at = next;
		next += seg_text_character (edit->text->str + at);
	}
	return at;
}

static gsize
next_character (const SegLineEdit *edit)
{
	return edit->cursor + seg_text_character (edit->text->str + edit->cursor);
}

static void
erase_between (SegLineEdit *edit, gsize from, gsize to)
{
	if (to > from)
		note_change (edit, FALSE);
	g_string_erase (edit->text, (gssize) from, (gssize) (to - from));
	edit->cursor = from;
}

static gsize
word_start (const SegLineEdit *edit)
{
	gsize at = edit->cursor;

	while (at > 0 && edit->text->str[at - 1] == ' ')
		at--;
	while (at > 0 && edit->text->str[at - 1] != ' ')
		at--;
	return at;
}

static void
insert (SegLineEdit *edit, gunichar c)
{
	char utf8[7] = "";
	int length = g_unichar_to_utf8 (c, utf8);

	note_change (edit, c != ' ');
	g_string_insert_len (edit->text, (gssize) edit->cursor, utf8, length);
	edit->cursor += (gsize) length;
}

gboolean
seg_line_edit_key (SegLineEdit *edit, int key)
{
	if (key < 0x20 || key >= SEG_KEY_UP)
		edit->typing = FALSE;
	switch (key) {
	case SEG_KEY_LEFT:
		edit->cursor = previous_character (edit);
		return TRUE;
	case SEG_KEY_RIGHT:
		edit->cursor = next_character (edit);
		return TRUE;
	case SEG_KEY_HOME:
	case SEG_CTRL ('a'):
		edit->cursor = 0;
		return TRUE;
	case SEG_KEY_END:
	case SEG_CTRL ('e'):
		edit->cursor = edit->text->len;
		return TRUE;
	case SEG_KEY_BACKSPACE:
		erase_between (edit, previous_character (edit), edit->cursor);
		return TRUE;
	case SEG_KEY_DELETE:
		erase_between (edit, edit->cursor, next_character (edit));
		return TRUE;
	case SEG_CTRL ('u'):
		erase_between (edit, 0, edit->cursor);
		return TRUE;
	case SEG_CTRL ('k'):
		erase_between (edit, edit->cursor, edit->text->len);
		return TRUE;
	case SEG_CTRL ('w'):
		erase_between (edit, word_start (edit), edit->cursor);
		return TRUE;
	case SEG_CTRL ('z'):
	case SEG_CTRL ('_'):
		return take_back (edit);
	default:
		if (key < 0x20 || key >= SEG_KEY_UP || !g_unichar_validate ((gunichar) key) || (key >= 0x7f && key < 0xa0))
			return FALSE;
		insert (edit, (gunichar) key);
		return TRUE;
	}
}

int
seg_line_edit_draw (const SegLineEdit *edit, SegCells *cells, SegRect rect, SegInk ink)
{
	g_autofree char *before = g_strndup (edit->text->str, edit->cursor);
	const char *from = edit->text->str;
	int cursor = seg_text_width (before);

	/* Scroll by whole characters until the cursor has a cell of its own. */
	while (cursor > MAX (rect.width - 2, 0) && *from != '\0') {
		const gsize length = seg_text_character (from);
		g_autofree char *first = g_strndup (from, length);

		cursor -= seg_text_width (first);
		from += length;
	}
	seg_draw_clear (cells, seg_rect_top (rect, 1), ink);
	seg_draw_text (cells, rect, 0, 0, ink, from);
	return MAX (cursor, 0);
}
