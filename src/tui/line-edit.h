/* One line of text being typed. */
#ifndef SEG_LINE_EDIT_H
#define SEG_LINE_EDIT_H

#include "canvas.h"
#include "event.h"

typedef struct {
	GString *text;   /* valid UTF-8 */
	gsize    cursor; /* byte offset of the character under the cursor */
	GPtrArray *before; /* of char*: what stood there before each change, the last one last; NULL: nothing was changed */
	gboolean typing;   /* the last change was a character typed: the next one belongs to it */
} SegLineEdit;

void     seg_line_edit_init (SegLineEdit *edit, const char *text);
void     seg_line_edit_clear (SegLineEdit *edit);
void     seg_line_edit_set (SegLineEdit *edit, const char *text);
/** Puts @text in place of what stands there, which can be taken back. */
void     seg_line_edit_replace (SegLineEdit *edit, const char *text);
/** TRUE: the key was used (typing, moving, deleting; Ctrl-Z and Ctrl-_ take the last change back). Enter, Esc and Tab are never used. */
gboolean seg_line_edit_key (SegLineEdit *edit, int key);
/** Draws the text, scrolled so that the cursor is seen; returns the cell of the cursor, counted from the left of @rect. */
int      seg_line_edit_draw (const SegLineEdit *edit, SegCells *cells, SegRect rect, SegInk ink);

#endif
