/* Message catalogues read directly: gettext itself speaks one language at a time, and only those the system has a locale for.
 *
 * A .mo file holds two sorted tables of texts, originals and translations, as (length, offset) pairs of 32-bit numbers in the byte order of the
 * machine that made it. */
#include <config.h>
#include <segscope/translation.h>

#include <libintl.h>
#include <string.h>

#define MAGIC 0x950412deu

typedef struct {
	const char *bytes; /* NULL: there is no catalogue */
	gsize       size;
	guint32     n, originals, translations; /* offsets */
	gboolean    swapped;
} Catalogue;

static guint32
number_at (const Catalogue *catalogue, gsize offset)
{
	guint32 number = 0;

	if (offset + sizeof number <= catalogue->size)
		memcpy (&number, catalogue->bytes + offset, sizeof number);
	return catalogue->swapped ? GUINT32_SWAP_LE_BE (number) : number;
}

/* Text number @i of the table at @table; NULL where the file is damaged. */
static const char *
text_at (const Catalogue *catalogue, guint32 table, guint32 i)
{
	gsize length = number_at (catalogue, table + (gsize) i * 8), offset = number_at (catalogue, table + (gsize) i * 8 + 4);

	if (offset >= catalogue->size || length >= catalogue->size - offset || catalogue->bytes[offset + length] != '\0')
		return NULL;
	return catalogue->bytes + offset;
}

/* Never freed: translations are handed out for good. */
static Catalogue *
open_catalogue (const char *language)
{
	Catalogue *catalogue = g_new0 (Catalogue, 1);
	const char *folder = bindtextdomain (GETTEXT_PACKAGE, NULL);
	g_autofree char *path = g_strdup_printf ("%s/%s/LC_MESSAGES/" GETTEXT_PACKAGE ".mo", folder != NULL ? folder : LOCALEDIR, language);
	char *bytes;

	if (!g_file_get_contents (path, &bytes, &catalogue->size, NULL))
		return catalogue;
	catalogue->bytes = bytes;
	catalogue->swapped = number_at (catalogue, 0) == GUINT32_SWAP_LE_BE (MAGIC);
	if (number_at (catalogue, 0) != MAGIC) {
		catalogue->bytes = NULL;
		g_free (bytes);
		return catalogue;
	}
	catalogue->n = number_at (catalogue, 8);
	catalogue->originals = number_at (catalogue, 12);
	catalogue->translations = number_at (catalogue, 16);
	return catalogue;
}

static const Catalogue *
catalogue_of (const char *language)
{
	static GMutex lock;
	static GHashTable *catalogues;
	const Catalogue *catalogue;

	g_mutex_lock (&lock);
	if (catalogues == NULL)
		catalogues = g_hash_table_new (g_str_hash, g_str_equal);
	catalogue = g_hash_table_lookup (catalogues, language);
	if (catalogue == NULL) {
		catalogue = open_catalogue (language);
		g_hash_table_insert (catalogues, g_strdup (language), (gpointer) catalogue);
	}
	g_mutex_unlock (&lock);
	return catalogue;
}

const char *
seg_translate_into (const char *language, const char *message)
{
	const Catalogue *catalogue = g_strcmp0 (language, "en") != 0 ? catalogue_of (language) : NULL;
	guint32 low = 0, high = catalogue != NULL && catalogue->bytes != NULL ? catalogue->n : 0;

	while (low < high) {
		guint32 middle = low + (high - low) / 2;
		const char *original = text_at (catalogue, catalogue->originals, middle), *translation;
		int order = original != NULL ? strcmp (message, original) : 0;

		if (original == NULL)
			break;
		if (order == 0) {
			translation = text_at (catalogue, catalogue->translations, middle);
			return translation != NULL && *translation != '\0' ? translation : message;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return message;
}
