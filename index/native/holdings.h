/* How many articles hold any of some terms, by their posting lists in a file: `index.building.holdings` tells what
   for. */

#include <errno.h>
#include <unistd.h>

typedef struct {
    int descriptor;
    int64_t offset;       /* of the lists in the file, bytes */
    int width;            /* of an entry, bytes: 1, 2 or 4 */
    const int64_t *lists; /* where each list begins, entries, and the end */
    Py_ssize_t count;     /* of the lists */
    uint8_t *entries;     /* room for the longest list */
    uint32_t *held_by;    /* by article: the last owner, counted from 1, that it was counted for */
    uint32_t articles;
} FileLists;

/* 0, or an error number; EILSEQ where the file is shorter. */
static int read_list(const FileLists *file, int64_t list)
{
    size_t left = (size_t)(file->lists[list + 1] - file->lists[list]) * (size_t)file->width, got = 0;
    off_t at = (off_t)(file->offset + file->lists[list] * file->width);
    while (got < left) {
        ssize_t read = pread(file->descriptor, file->entries + got, left - got, at + (off_t)got);
        if (read < 0 && errno != EINTR)
            return errno;
        if (read == 0)
            return EILSEQ;
        got += read > 0 ? (size_t)read : 0;
    }
    return 0;
}

static inline uint32_t entry_at(const FileLists *file, int64_t at)
{
    uint32_t value = 0; /* little-endian, whatever the machine is */
    for (int byte = file->width - 1; byte >= 0; byte--)
        value = value << 8 | file->entries[at * file->width + byte];
    return value;
}

/* Articles of a list that were not counted for an owner yet, added to `count`. 0, or an error number. */
static int count_list(const FileLists *file, int64_t list, uint32_t owner, int64_t *count)
{
    int status = read_list(file, list);
    int64_t length = file->lists[list + 1] - file->lists[list];
    for (int64_t at = 0; !status && at < length; at++) {
        uint32_t article = entry_at(file, at);
        if (article >= file->articles)
            return ERANGE;
        *count += file->held_by[article] != owner;
        file->held_by[article] = owner;
    }
    return status;
}

/* -1 where they are no lists, or would end where no file does. */
static int64_t longest_list(const FileLists *file)
{
    int64_t longest = 0;
    if (file->count < 0 || file->offset < 0 || (file->width != 1 && file->width != 2 && file->width != 4))
        return -1;
    const int64_t most = (PY_SSIZE_T_MAX - file->offset) / file->width;
    for (Py_ssize_t list = 0; list < file->count; list++) {
        if (file->lists[list] < 0 || file->lists[list + 1] < file->lists[list] || file->lists[list + 1] > most)
            return -1;
        int64_t length = file->lists[list + 1] - file->lists[list];
        longest = length > longest ? length : longest;
    }
    return longest;
}

/* holdings(descriptor, offset, width, lists, starts, members, articles): int64, for each owner the articles in any of its
   lists. starts: int64, owners + 1, where its lists begin among the members; members: uint32, the number of each list. */
static PyObject *holdings(PyObject *module, PyObject *arguments)
{
    (void)module;
    FileLists file;
    memset(&file, 0, sizeof file);
    Py_buffer lists, starts, members;
    long long offset;
    if (!PyArg_ParseTuple(arguments, "iLiy*y*y*I", &file.descriptor, &offset, &file.width, &lists, &starts, &members,
                          &file.articles))
        return NULL;
    PyObject *answer = NULL;
    int status = 0;
    if (!is_array(&lists, sizeof(int64_t), -1) || !is_array(&starts, sizeof(int64_t), -1) ||
        !is_array(&members, sizeof(uint32_t), -1))
        goto done;
    Py_ssize_t owners = starts.len / (Py_ssize_t)sizeof(int64_t) - 1;
    const int64_t *begins = starts.buf;
    const uint32_t *numbers = members.buf;
    file.offset = offset;
    file.lists = lists.buf;
    file.count = lists.len / (Py_ssize_t)sizeof(int64_t) - 1;
    int64_t longest = longest_list(&file);
    int fits = longest >= 0 && owners >= 0 && begins[0] == 0 &&
               begins[owners] == members.len / (Py_ssize_t)sizeof(uint32_t);
    for (Py_ssize_t owner = 0; fits && owner < owners; owner++)
        fits = begins[owner] <= begins[owner + 1];
    for (Py_ssize_t at = 0; fits && at < begins[owners]; at++)
        fits = numbers[at] < (size_t)file.count;
    if (!fits) {
        PyErr_SetString(PyExc_ValueError, "lists that are not there, or of no length");
        goto done;
    }
    file.entries = malloc((size_t)longest * (size_t)file.width + 1);
    file.held_by = calloc((size_t)file.articles + 1, sizeof *file.held_by);
    answer = file.entries && file.held_by ? new_array(owners, sizeof(int64_t)) : PyErr_NoMemory();
    if (!answer)
        goto done;
    int64_t *counts = array_data(answer);
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t owner = 0; owner < owners; owner++) {
        counts[owner] = 0;
        for (int64_t at = begins[owner]; !status && at < begins[owner + 1]; at++)
            status = count_list(&file, numbers[at], (uint32_t)owner + 1, &counts[owner]);
    }
    Py_END_ALLOW_THREADS
    if (status) {
        Py_CLEAR(answer);
        if (status == ERANGE || status == EILSEQ)
            PyErr_SetString(PyExc_ValueError, "posting lists are not what was written");
        else {
            errno = status;
            PyErr_SetFromErrno(PyExc_OSError);
        }
    }
done:
    free(file.entries);
    free(file.held_by);
    PyBuffer_Release(&lists);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&members);
    return answer;
}
