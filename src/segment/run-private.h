/* What the files about runs share. */
#ifndef SEG_RUN_PRIVATE_H
#define SEG_RUN_PRIVATE_H

#include "segment-private.h"

#include <segscope/run.h>

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Bytes of the columns run_users.ids and cluster_run.labels, and back (run_pack.c). Unpacking gives NULL with SEG_ERROR_WORKSPACE
 * where the bytes are not what they should be. */
GByteArray *seg_run_pack_ids (const gint64 *ids, gsize n);
gint64     *seg_run_unpack_ids (const guint8 *bytes, gsize size, gsize n, GError **error);
GByteArray *seg_run_pack_labels (const gint32 *labels, gsize n, guint k);
gint32     *seg_run_unpack_labels (const guint8 *bytes, gsize size, gsize n, guint k, GError **error);

/* Parameters of @settings as JSON, and back over the algorithm's defaults. */
char    *seg_run_options_to_json (const SegClusterSettings *settings);
gboolean seg_run_options_from_json (SegClusterSettings *settings, const char *json, GError **error);
/* Gives parameters that an older program did not have, so that they are not among the names of @object, the value that says what it did. */
void     seg_run_options_complete (SegClusterSettings *settings, JsonObject *object);

G_END_DECLS

#endif
