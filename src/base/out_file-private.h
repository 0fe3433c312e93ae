/* What out_file.c (one file) and file_set.c (several that appear together) share. */
#ifndef SEG_OUT_FILE_PRIVATE_H
#define SEG_OUT_FILE_PRIVATE_H

#include <segscope/digest.h>
#include <segscope/out_file.h>

struct SegOutFile {
	char *path;      /* as the person named it, for messages */
	char *target;    /* where it ends up: @path with its symbolic links followed */
	int   fd;
	gboolean direct; /* a device or pipe */
	char *writable;  /* a path for libraries; NULL when direct */
	char *temporary; /* the name it has for now; NULL: none */
	char *kept;      /* the name that the file which stood there has for now; NULL: none stood there, or it is not moved yet */
	gboolean placed; /* under its name */
	GByteArray *buffer;
	SegDigest  *checksum; /* of what was written */
	guint64     size;
};

struct SegFileSet {
	GPtrArray *files;     /* of SegOutFile* */
	char      *suffix;    /* of temporary names, ".4f0a91" */
	gboolean   is_settled;
};

SegOutFile *seg_out_file_open (const char *path, GError **error);
void        seg_out_file_free (SegOutFile *file);
/** FALSE with "Cannot @what PATH: errno". */
gboolean    seg_out_file_fail (const SegOutFile *file, const char *what, GError **error);

#endif
