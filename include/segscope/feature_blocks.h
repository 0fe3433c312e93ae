/* The computed values of a feature set: columns of numbers by user, kept as packed blocks of a few thousand users.
 *
 * A table of a million users and forty features would take longer to insert than to compute; as blocks it is a tenth of the size
 * and written in a moment. SQL reads it all the same: every connection of the program has each set as the table feature_set_N with
 * user_id and one column a feature, found by user_id as fast as a table. (Other programs see the blocks only.)
 *
 * After new events the values of the users touched are added as a further part; the highest part that has a user counts. */
#ifndef SEGSCOPE_FEATURE_BLOCKS_H
#define SEGSCOPE_FEATURE_BLOCKS_H

#include <segscope/matrix.h>
#include <segscope/workspace.h>

G_BEGIN_DECLS

/* So many users a block. */
#define SEG_BLOCK_USERS 4096

/** @values (NAN: missing) packed: as the shortest of one value, whole numbers of one or two bytes, numbers into a list of the
 * different values, or the doubles as they are. Every bit comes back, but all NAN are one. */
GBytes *seg_values_pack (const double *values, gsize n);
/** Whether @bytes hold @n values: what the following two ask for. */
gboolean seg_values_check (const guint8 *bytes, gsize size, gsize n);
/** Value @row of packed values. */
double  seg_values_at (const guint8 *bytes, gsize row);
/** All of them, to @values at a distance of @stride. */
void    seg_values_unpack (const guint8 *bytes, gsize n, double *values, gsize stride);

/** Removes the values of the set @set, inside the caller's transaction. */
gboolean seg_feature_blocks_clear (SegWorkspace *workspace, gint64 set, GError **error);

/** Removes its parts from @first_part on, inside the caller's transaction. */
gboolean seg_feature_blocks_drop_parts (SegWorkspace *workspace, gint64 set, gint64 first_part, GError **error);

/* Writing: one at a time in a transaction of the caller's. */
typedef struct SegBlockWriter SegBlockWriter;

/** @part: 0, or one more than the set has. */
SegBlockWriter *seg_block_writer_new (SegWorkspace *workspace, gint64 set, gint64 part, GError **error);
void            seg_block_writer_free (SegBlockWriter *writer);
/** The next block: @n ascending @user_ids above those of the block before, and their values, packed, by position from 1. */
gboolean        seg_block_writer_add (SegBlockWriter *writer, const gint64 *user_ids, gsize n, GBytes *const *columns, gsize n_columns,
                                      GError **error);

/** How many parts the set has, and how many users they have, counted in each. A set with a table of its own (from version 2) has
 * no parts. */
gboolean seg_feature_blocks_count (SegWorkspace *workspace, gint64 set, gint64 *n_parts, gint64 *n_users, GError **error);

/** How many of the @n ascending @ids the set has values of, in any of its parts. */
gboolean seg_feature_blocks_find (SegWorkspace *workspace, gint64 set, const gint64 *ids, gsize n, gint64 *n_found, GError **error);

/* Reading without SQL. */
typedef struct SegBlockReader SegBlockReader;

/** Where each user's values are. NULL with SEG_ERROR_WORKSPACE: damaged. Lives as long as its transaction, or one query. */
SegBlockReader *seg_block_reader_new (SegWorkspace *workspace, gint64 set, GError **error);
/** The same for what parts from @first_part on have, as though there were no others. */
SegBlockReader *seg_block_reader_new_from (SegWorkspace *workspace, gint64 set, gint64 first_part, GError **error);
void            seg_block_reader_free (SegBlockReader *reader);
gsize           seg_block_reader_n_users (const SegBlockReader *reader);
/** Ids of the users, ascending. */
const gint64   *seg_block_reader_user_ids (const SegBlockReader *reader);
/** The values of the feature at @position (feature.position) for all users, at a distance of @stride. */
gboolean        seg_block_reader_column (SegBlockReader *reader, guint position, double *values, gsize stride, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegBlockWriter, seg_block_writer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegBlockReader, seg_block_reader_free)

G_END_DECLS

#endif
