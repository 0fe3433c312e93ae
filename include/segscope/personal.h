/* What in a workspace names people: for covering it where strangers look on. */
#ifndef SEGSCOPE_PERSONAL_H
#define SEGSCOPE_PERSONAL_H

#include <segscope/workspace.h>
#include <segscope/job.h>

G_BEGIN_DECLS

/** Whether values of the attribute name a person or say where they live or are reached: by what it means to the program, or by its name. */
gboolean   seg_is_personal (const SegAttribute *attribute);

/** The different values of all such attributes of users, everyone's, also of users who are left out: GPtrArray of char*, owned. Cost: a pass over
 * the users. */
GPtrArray *seg_personal_values (SegWorkspace *workspace, SegJob *job, GError **error);

G_END_DECLS

#endif
