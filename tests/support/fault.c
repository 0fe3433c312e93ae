#include <config.h>
#include "fault.h"

#include <segscope/random.h>

#include <sqlite3.h>
#include <string.h>

#define SECTOR 512

/* The disk ------------------------------------------------------------------------------------------------------------- */

/* A change that has not been synced. */
typedef struct {
	gint64      offset; /* of a write; -1: the file was cut to @size */
	GByteArray *bytes;
	gint64      size;
} Change;

/* A file as the disk knows it. */
typedef struct {
	GByteArray *durable; /* NULL: the disk does not know the name yet */
	GByteArray *earlier; /* a deleted file of that name, which comes back unless the new one has been synced */
	GPtrArray  *changes; /* of Change* */
	gboolean    deleted; /* without a sync of the folder: may come back */
} Known;

static struct {
	sqlite3_vfs  layer, *real;
	guint        n_named, n_temporary;
	guint        refuse_from;
	int          refuse_code;
	gboolean     refuse_temporary;
	void       (*moment) (guint change, gpointer data);
	gpointer     moment_data;
	GHashTable  *disk; /* path -> Known*; NULL: not remembered */
} fault;

static void
free_change (gpointer data)
{
	Change *change = data;

	g_clear_pointer (&change->bytes, g_byte_array_unref);
	g_free (change);
}

static void
free_known (gpointer data)
{
	Known *known = data;

	g_clear_pointer (&known->durable, g_byte_array_unref);
	g_clear_pointer (&known->earlier, g_byte_array_unref);
	g_ptr_array_unref (known->changes);
	g_free (known);
}

static Known *
know (const char *path)
{
	Known *known = g_hash_table_lookup (fault.disk, path);

	if (known == NULL) {
		known = g_new0 (Known, 1);
		known->changes = g_ptr_array_new_with_free_func (free_change);
		g_hash_table_insert (fault.disk, g_strdup (path), known);
	}
	return known;
}

static void
write_at (GByteArray *file, gint64 offset, const guint8 *bytes, gsize size)
{
	gsize end = (gsize) offset + size, old = file->len;

	if (end > old) {
		g_byte_array_set_size (file, (guint) end);
		memset (file->data + old, 0, end - old);
	}
	memcpy (file->data + offset, bytes, size);
}

static void
cut_to (GByteArray *file, gint64 size)
{
	if (size < file->len)
		g_byte_array_set_size (file, (guint) size);
}

static void
apply (GByteArray *file, const Change *change)
{
	if (change->offset < 0)
		cut_to (file, change->size);
	else
		write_at (file, change->offset, change->bytes->data, change->bytes->len);
}

/* All, sector by sector, or nothing of a change reaches the disk. */
static void
apply_by_chance (GByteArray *file, const Change *change, SegRandom *random)
{
	gsize fate = seg_random_below (random, 3);

	if (fate == 0)
		return;
	if (fate == 1 || change->offset < 0) {
		apply (file, change);
		return;
	}
	for (gsize at = 0; at < change->bytes->len; at += SECTOR)
		if (seg_random_below (random, 2) == 0)
			write_at (file, change->offset + (gint64) at, change->bytes->data + at, MIN (SECTOR, change->bytes->len - at));
}

static void
remember_change (const char *path, gint64 offset, const void *bytes, gsize size)
{
	Change *change;

	if (fault.disk == NULL || path == NULL)
		return;
	change = g_new0 (Change, 1);
	change->offset = offset;
	change->size = (gint64) size;
	if (offset >= 0)
		change->bytes = g_byte_array_append (g_byte_array_new (), bytes, (guint) size);
	g_ptr_array_add (know (path)->changes, change);
}

static void
remember_sync (const char *path)
{
	Known *known;

	if (fault.disk == NULL || path == NULL)
		return;
	known = know (path);
	if (known->durable == NULL)
		known->durable = g_byte_array_new ();
	for (guint i = 0; i < known->changes->len; i++)
		apply (known->durable, known->changes->pdata[i]);
	g_ptr_array_set_size (known->changes, 0);
	g_clear_pointer (&known->earlier, g_byte_array_unref);
}

/* The name is taken again: by a new file, which shares no byte with the one that was deleted. */
static void
remember_new (Known *known)
{
	g_clear_pointer (&known->earlier, g_byte_array_unref);
	known->earlier = g_steal_pointer (&known->durable);
	g_ptr_array_set_size (known->changes, 0);
	known->deleted = FALSE;
}

/* Files ----------------------------------------------------------------------------------------------------------------- */

typedef struct {
	sqlite3_file       base;
	char              *path; /* NULL: a temporary file */
	sqlite3_io_methods methods;
	sqlite3_file      *real;
} File;

/* Counts a change; says whether it is refused. */
static int
change_comes (const File *file)
{
	guint n = file->path == NULL ? ++fault.n_temporary : ++fault.n_named;

	if (file->path != NULL && fault.moment != NULL)
		fault.moment (n, fault.moment_data);
	return fault.refuse_from != 0 && n >= fault.refuse_from && fault.refuse_temporary == (file->path == NULL) ? fault.refuse_code : SQLITE_OK;
}

#define REAL(file) (((File *) (file))->real)

static int
file_close (sqlite3_file *base)
{
	File *file = (File *) base;
	int code = file->real->pMethods->xClose (file->real);

	g_free (file->path);
	g_free (file->real);
	return code;
}

static int
file_read (sqlite3_file *base, void *bytes, int size, sqlite3_int64 offset)
{
	return REAL (base)->pMethods->xRead (REAL (base), bytes, size, offset);
}

static int
file_write (sqlite3_file *base, const void *bytes, int size, sqlite3_int64 offset)
{
	File *file = (File *) base;
	int code = change_comes (file);

	if (code != SQLITE_OK)
		return code;
	code = file->real->pMethods->xWrite (file->real, bytes, size, offset);
	if (code == SQLITE_OK)
		remember_change (file->path, offset, bytes, (gsize) size);
	return code;
}

static int
file_truncate (sqlite3_file *base, sqlite3_int64 size)
{
	File *file = (File *) base;
	int code = file->real->pMethods->xTruncate (file->real, size); /* needs no space: never refused */

	if (code == SQLITE_OK)
		remember_change (file->path, -1, NULL, (gsize) size);
	return code;
}

static int
file_sync (sqlite3_file *base, int flags)
{
	File *file = (File *) base;
	int code = change_comes (file);

	if (code != SQLITE_OK)
		return code == SQLITE_FULL ? SQLITE_IOERR_FSYNC : code;
	code = file->real->pMethods->xSync (file->real, flags);
	if (code == SQLITE_OK)
		remember_sync (file->path);
	return code;
}

static int
file_size (sqlite3_file *base, sqlite3_int64 *size)
{
	return REAL (base)->pMethods->xFileSize (REAL (base), size);
}

static int
file_lock (sqlite3_file *base, int level)
{
	return REAL (base)->pMethods->xLock (REAL (base), level);
}

static int
file_unlock (sqlite3_file *base, int level)
{
	return REAL (base)->pMethods->xUnlock (REAL (base), level);
}

static int
file_is_reserved (sqlite3_file *base, int *reserved)
{
	return REAL (base)->pMethods->xCheckReservedLock (REAL (base), reserved);
}

static int
file_control (sqlite3_file *base, int what, void *value)
{
	return REAL (base)->pMethods->xFileControl (REAL (base), what, value);
}

static int
file_sector_size (sqlite3_file *base)
{
	(void) base;
	return SECTOR;
}

/* No promises: neither whole sectors nor an order of writes. */
static int
file_promises (sqlite3_file *base)
{
	(void) base;
	return 0;
}

static int
file_shm_map (sqlite3_file *base, int page, int size, int extend, void volatile **memory)
{
	return REAL (base)->pMethods->xShmMap (REAL (base), page, size, extend, memory);
}

static int
file_shm_lock (sqlite3_file *base, int offset, int n, int flags)
{
	return REAL (base)->pMethods->xShmLock (REAL (base), offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *base)
{
	REAL (base)->pMethods->xShmBarrier (REAL (base));
}

static int
file_shm_unmap (sqlite3_file *base, int delete)
{
	return REAL (base)->pMethods->xShmUnmap (REAL (base), delete);
}

/* Version 2: with shared memory for logs, without memory mapping, which would pass the layer by. */
static const sqlite3_io_methods methods = {
	.iVersion = 2, .xClose = file_close, .xRead = file_read, .xWrite = file_write, .xTruncate = file_truncate, .xSync = file_sync,
	.xFileSize = file_size, .xLock = file_lock, .xUnlock = file_unlock, .xCheckReservedLock = file_is_reserved,
	.xFileControl = file_control, .xSectorSize = file_sector_size, .xDeviceCharacteristics = file_promises, .xShmMap = file_shm_map,
	.xShmLock = file_shm_lock, .xShmBarrier = file_shm_barrier, .xShmUnmap = file_shm_unmap,
};

/* The layer -------------------------------------------------------------------------------------------------------------- */

static int
layer_open (sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *out_flags)
{
	File *file = (File *) base;
	gboolean temporary = path == NULL || (flags & (SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TEMP_JOURNAL | SQLITE_OPEN_TRANSIENT_DB | SQLITE_OPEN_SUBJOURNAL)) != 0;
	int code;

	(void) vfs;
	memset (file, 0, sizeof *file);
	file->real = g_malloc0 ((gsize) fault.real->szOsFile);
	code = fault.real->xOpen (fault.real, path, file->real, flags, out_flags);
	if (code != SQLITE_OK) {
		g_clear_pointer (&file->real, g_free);
		return code;
	}
	file->path = temporary ? NULL : g_strdup (path);
	file->base.pMethods = &methods;
	if (fault.disk != NULL && file->path != NULL && know (file->path)->deleted)
		remember_new (know (file->path));
	return SQLITE_OK;
}

static int
layer_delete (sqlite3_vfs *vfs, const char *path, int sync_folder)
{
	int code;

	(void) vfs;
	fault.n_named++;
	if (fault.moment != NULL)
		fault.moment (fault.n_named, fault.moment_data);
	code = fault.real->xDelete (fault.real, path, sync_folder);
	if (code == SQLITE_OK && fault.disk != NULL) {
		if (sync_folder)
			g_hash_table_remove (fault.disk, path);
		else
			know (path)->deleted = TRUE;
	}
	return code;
}

void
fault_install (void)
{
	fault.real = sqlite3_vfs_find (NULL);
	fault.layer = *fault.real;
	fault.layer.pNext = NULL;
	fault.layer.zName = "fault";
	fault.layer.szOsFile = sizeof (File);
	fault.layer.xOpen = layer_open;
	fault.layer.xDelete = layer_delete;
	g_assert_cmpint (sqlite3_vfs_register (&fault.layer, 1), ==, SQLITE_OK);
}

void
fault_reset (void)
{
	fault.n_named = fault.n_temporary = fault.refuse_from = 0;
	fault.moment = NULL;
	g_clear_pointer (&fault.disk, g_hash_table_unref);
}

void
fault_refuse_from (guint at, int code, gboolean temporary)
{
	fault.refuse_from = at;
	fault.refuse_code = code;
	fault.refuse_temporary = temporary;
}

guint
fault_count (gboolean temporary)
{
	return temporary ? fault.n_temporary : fault.n_named;
}

void
fault_watch (void (*moment) (guint change, gpointer data), gpointer data)
{
	fault.moment = moment;
	fault.moment_data = data;
}

void
fault_record (const char *folder)
{
	g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
	const char *name;

	g_clear_pointer (&fault.disk, g_hash_table_unref);
	fault.disk = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_known);
	while ((name = g_dir_read_name (files)) != NULL) {
		g_autofree char *path = g_build_filename (folder, name, NULL), *bytes = NULL;
		gsize size;

		g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
		know (path)->durable = g_byte_array_append (g_byte_array_new (), (const guint8 *) bytes, (guint) size);
	}
}

/* What the disk holds of one file; NULL: no such file. */
static GByteArray *
after_the_cut (const Known *known, SegRandom *random)
{
	GByteArray *file;

	if (known->earlier != NULL && seg_random_below (random, 2) == 0)
		return g_byte_array_append (g_byte_array_new (), known->earlier->data, known->earlier->len);
	if (known->deleted && seg_random_below (random, 2) == 0)
		return NULL;
	if (known->durable == NULL && seg_random_below (random, 2) == 0)
		return NULL;
	file = g_byte_array_new ();
	if (known->durable != NULL)
		g_byte_array_append (file, known->durable->data, known->durable->len);
	for (guint i = 0; i < known->changes->len; i++)
		apply_by_chance (file, known->changes->pdata[i], random);
	return file;
}

void
fault_cut_power (const char *into, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);
	g_autoptr (GList) paths = g_list_sort (g_hash_table_get_keys (fault.disk), (GCompareFunc) strcmp);

	for (const GList *link = paths; link != NULL; link = link->next) {
		GByteArray *file = after_the_cut (g_hash_table_lookup (fault.disk, link->data), random);
		g_autofree char *name = g_path_get_basename (link->data), *path = g_build_filename (into, name, NULL);

		if (file == NULL)
			continue;
		g_assert_true (g_file_set_contents (path, (const char *) file->data, (gssize) file->len, NULL));
		g_byte_array_unref (file);
	}
}
