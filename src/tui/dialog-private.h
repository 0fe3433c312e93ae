/* The stack of dialogs, for the program and the files that make dialogs. */
#ifndef SEG_DIALOG_PRIVATE_H
#define SEG_DIALOG_PRIVATE_H

#include "canvas.h"
#include "dialog.h"
#include "event.h"
#include "line-edit.h"

typedef struct SegApp SegApp;
typedef struct SegDialog SegDialog;

typedef struct {
	gsize size; /* of the dialog's own struct, which begins with SegDialog */
	void  (*draw) (SegDialog *dialog, SegCells *cells, SegRect screen);
	/* FALSE: the dialog is done and goes away. */
	gboolean (*key) (SegDialog *dialog, int key);
	gboolean (*mouse) (SegDialog *dialog, const SegEvent *event);
	void  (*free) (SegDialog *dialog); /* what is in it; or NULL */
} SegDialogClass;

struct SegDialog {
	const SegDialogClass *class;
	SegApp  *app;
	SegView *view;             /* that asked, or NULL for the program */
	int      cursor_x, cursor_y; /* text cursor after draw; x < 0: none */
	gpointer data;             /* of the answer */
	GDestroyNotify free_data;
};

/** Makes a dialog of @class in front of all others. */
gpointer   seg_dialog_push (SegApp *app, SegView *view, const SegDialogClass *class, gpointer data, GDestroyNotify free_data);
void       seg_dialog_free (SegDialog *dialog);

/** A box of at most @width x @height (inside, without its frame) in the middle of @screen; returns the inside. */
SegRect    seg_dialog_box (SegCells *cells, SegRect screen, int width, int height, const char *title);

/** A text of many lines to scroll through; @lines (strings; \001 first: a heading) is taken over. */
void       seg_dialog_show_lines (SegApp *app, SegView *view, const char *title, GPtrArray *lines);
/** Like seg_tell(), for the program itself. */
void       seg_dialog_tell (SegApp *app, SegView *view, const char *title, const char *text);
/** One remark for each of @labels, "" where there is none; NULL for NULL. @remarks need not end with NULL. Free with g_strfreev(). */
char **seg_dialog_copy_remarks (const char *const *labels, const char *const *remarks);
/** Like seg_ask_yes(), for the program itself (@yes then gets @view NULL). */
void       seg_dialog_ask_yes (SegApp *app, SegView *view, const char *question, SegYesAnswer yes, gpointer data,
                               GDestroyNotify free_data);

#endif
