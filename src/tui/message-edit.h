/* The message being written: shared by its view and what changes it. */
#ifndef SEG_TUI_MESSAGE_EDIT_H
#define SEG_TUI_MESSAGE_EDIT_H

#include "campaigns.h"

typedef struct {
	SegView   *builder;      /* whose draft the messages are of; below this view */
	char      *arm;          /* the message is for this arm, NULL: any */
	gint64     segment_id;   /* and this segment, 0: any */
	GPtrArray *lines;        /* of char*: subject, then the text; never empty */
	SegList   *list;
	SegMessageSample *sample;   /* NULL: not there yet */
	gsize      at;           /* the reader shown */
	SegMessagePreview *preview; /* NULL: nobody */
	char      *failure;      /* why nobody is shown, or NULL */
} SegMessageEdit;

enum { SEG_MESSAGE_WRITE = SEG_ACTION_OWN, SEG_MESSAGE_INSERT, SEG_MESSAGE_DELETE, SEG_MESSAGE_FIELD, SEG_MESSAGE_VARIANT, SEG_MESSAGE_PERSON };

/** All but the last of these. (message-edit.c) */
gboolean seg_message_edit_act (SegView *view, int action);
gboolean seg_message_edit_is_empty (const SegMessageEdit *edit);
/** Goes on with the message for @arm and @segment_id. */
void     seg_message_choose_variant (SegView *view, const char *arm, gint64 segment_id);
/** Writes it for the reader shown. */
void     seg_message_show (SegView *view);
/** Shows the first reader who gets the message that is written, where there is one. */
void     seg_message_find_reader (SegView *view);
/** "for everyone", "for arm A of segment X": of message @number of the draft, or (-1) of the one that is written. Owned. */
char    *seg_message_variant_words (SegView *view, int number);
/** "2 messages, kept with the campaign". Owned. */
char    *seg_message_written_words (SegView *view);

#endif
