/* What the audit log says of campaigns: who made, changed, drew and exported them, what was left aside and why; and who changed the rules for
 * contacts and the offers. In sentences. */
#ifndef SEGSCOPE_CAMPAIGN_LOG_H
#define SEGSCOPE_CAMPAIGN_LOG_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

typedef enum {
	SEG_LOG_CAMPAIGN, /* of one campaign, or of all: made, changed, drawn anew, exported, left aside */
	SEG_LOG_CONTACT   /* rules for contacts, who must not be contacted, and every regard that a campaign did not have */
} SegLogSubject;

typedef struct {
	gint64   at;       /* UTC seconds */
	char    *who;
	char    *object;   /* the campaign, the channel; "" where there is none */
	char    *what;     /* a sentence */
	char    *reason;   /* that was given; NULL: none is asked */
	gboolean is_grave; /* something was left aside */
} SegLogLine;

/** The latest first: GPtrArray of SegLogLine*, owned; NULL with @error. @campaign: its name; NULL: all. */
GPtrArray *seg_campaign_log (SegWorkspace *workspace, SegLogSubject subject, const char *campaign, GError **error);
void       seg_log_line_free (SegLogLine *line);

G_END_DECLS

#endif
