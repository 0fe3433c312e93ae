/* People found by a recommender, on the command line: whom to tell about an item, who is like somebody. */
#ifndef SEG_CLI_RECOMMEND_PEOPLE_H
#define SEG_CLI_RECOMMEND_PEOPLE_H

#include <segscope/recommend.h>

#include "cli.h"

typedef struct {
	const SegCommonOptions *common;
	const SegModel *model;
	guint       n;
	const char *keep; /* the list to keep them as, or NULL */
} SegPeopleRequest;

/** Each prints people, best first, and keeps them where that is asked. */
gboolean seg_cli_print_audience (SegWorkspace *workspace, const SegPeopleRequest *request, const char *item, SegJob *job, GError **error);
gboolean seg_cli_print_like (SegWorkspace *workspace, const SegPeopleRequest *request, const char *user, SegJob *job, GError **error);
gboolean seg_cli_print_look_alikes (SegWorkspace *workspace, const SegPeopleRequest *request, const char *condition, SegJob *job, GError **error);

/** The numbers behind the recommendation of @item in @list, to @user_id. */
gboolean seg_cli_print_why (SegWorkspace *workspace, const SegCommonOptions *common, const SegModel *model, gint64 user_id, const GPtrArray *list,
                            const char *item, GError **error);

#endif
