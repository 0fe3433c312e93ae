/* A filter as an outline: conditions, and groups of them of which all or any must hold, each of them perhaps turned round by "not". For
 * building filters from parts; the text of an outline is the filter itself. */
#ifndef SEGSCOPE_OUTLINE_H
#define SEGSCOPE_OUTLINE_H

#include <segscope/segment.h>

G_BEGIN_DECLS

typedef struct SegOutline SegOutline;

struct SegOutline {
	SegOutline *group;     /* that it is a part of; NULL: it is the whole */
	char       *condition; /* "age >= 30"; NULL: it is a group */
	gboolean    any;       /* of a group: any of its parts, instead of all */
	gboolean    negated;
	GPtrArray  *parts;     /* of SegOutline*, owned; NULL: it is a condition */
};

/** An empty group, or (@condition not NULL) a condition. */
SegOutline *seg_outline_new (const char *condition, gboolean any);
void        seg_outline_free (SegOutline *outline);
/** The outline of a filter: always a group. NULL with SEG_ERROR_USAGE: its words make no sense, or it has no conditions but words to look
 * for. What names mean is not looked at. */
SegOutline *seg_outline_parse (const char *text, GError **error);
/** The filter, with as few brackets as say the same; "" when there is no condition in it. Free with g_free(). */
char       *seg_outline_text (const SegOutline *outline);
/** Whether it is one condition and no more, which may stand among others without brackets. */
gboolean    seg_outline_is_one (const SegOutline *outline);
/** Puts @part into the group @group, at @position or at its end. */
void        seg_outline_insert (SegOutline *group, guint position, SegOutline *part);
/** Takes it out of its group and frees it. The whole cannot be. */
void        seg_outline_remove (SegOutline *part);
/** Its number in its group. */
guint       seg_outline_position (const SegOutline *part);

/** The values of the attribute @name that most users have, the most frequent first, as far as a look at some users says. Owned. */
GPtrArray  *seg_attribute_usual_values (SegWorkspace *workspace, const char *name, guint most, GError **error);
/** The names of all kinds of events, in order: what "did" can be followed by. Owned. */
GPtrArray  *seg_event_kind_names (SegWorkspace *workspace, GError **error);
/** @text in quotes where a filter needs them. Free with g_free(). */
char       *seg_filter_word_text (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegOutline, seg_outline_free)

G_END_DECLS

#endif
