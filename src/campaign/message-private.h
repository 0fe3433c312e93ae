/* What the files behind messages share: a message taken apart. */
#ifndef SEG_MESSAGE_PRIVATE_H
#define SEG_MESSAGE_PRIVATE_H

#include <segscope/message.h>
#include <segscope/offer.h>

typedef enum {
	SEG_FIELD_KEY, SEG_FIELD_SEGMENT, SEG_FIELD_ARM, SEG_FIELD_OFFER, SEG_FIELD_TERMS, SEG_FIELD_ITEM, SEG_FIELD_TITLE, SEG_FIELD_REASON, SEG_FIELD_COLUMN
} SegFieldKind;

/* A piece of a message: words as they are, or a field. */
typedef struct {
	char     *text;    /* the words, or what stands for a missing value (NULL: nothing) */
	gboolean  is_field;
	char     *name;    /* of the field, as it was written; NULL for words */
	SegFieldKind kind;
	guint     number;  /* of the item, from 1; of the column among those asked for */
} SegPiece;

typedef struct {
	GPtrArray *subject, *text; /* of SegPiece* */
} SegParsed;

struct SegMessageWriter {
	SegWorkspace *workspace;
	const SegCampaignDraft *draft;
	GPtrArray    *parsed;    /* of SegParsed*, by message */
	GPtrArray    *all;       /* of SegUserColumn* */
	GPtrArray    *columns;   /* of const SegUserColumn*: those asked for */
	SegStatement *values;    /* of one user: key, then the columns; NULL: not prepared yet */
	GHashTable   *segments;  /* id -> name */
	SegOffer     *offer;     /* or NULL */
	int           written;   /* the message last written, -1: none */
	GPtrArray    *missing;   /* of SegMissingField*: of the last message */
};

/** @text taken apart: GPtrArray of SegPiece*, owned. NULL with SEG_ERROR_USAGE. (message_parse.c) */
GPtrArray *seg_message_parse (SegMessageWriter *writer, const char *text, GError **error);

/** Writes the message for the person of @preview (id and arm are set), with @items (keys, titles, reasons), which are copied. (preview_store.c) */
gboolean   seg_message_preview_fill (SegMessagePreview *preview, SegWorkspace *workspace, const SegCampaignDraft *draft, gint64 segment_id,
                                     GPtrArray *const items[3], GError **error);

#endif
