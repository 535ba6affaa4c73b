package tv.mux.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Creates and checks folders that no other user of the machine can change. Such a folder belongs to the user of this
 * process or to root, other users cannot write to it, and they cannot replace it. In any other folder, another user
 * could change the files that Mux reads and writes.
 */
public final class PrivateFolder {
    private static final int MAX_LINKS = 40;
    private static final int OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    private PrivateFolder() {}

    /**
     * Checks a folder and all its parents. Creates the missing ones, with access for this user only.
     *
     * @param path may contain symbolic links that no other user could have created
     * @return the real path of the folder, without symbolic links
     * @throws IOException if a folder cannot be created, or if another user could change it; the message has a remedy
     */
    public static Path ensure(Path path) throws IOException {
        if (!POSIX) {
            return Files.createDirectories(path).toRealPath();
        }
        Set<String> trusted = trusted();
        Path folder = path.getRoot();
        Deque<Path> rest = new ArrayDeque<>();
        path.toAbsolutePath().forEach(rest::add);
        for (int links = 0; !rest.isEmpty(); ) {
            Path name = rest.remove();
            if (name.toString().equals("..")) {
                folder = folder.getParent() == null ? folder : folder.getParent();
                continue;
            }
            Path next = folder.resolve(name).normalize();
            make(next, "rwx------");
            if (!rest.isEmpty() || Files.isSymbolicLink(next)) {
                requireOwner(next, trusted);
            }
            if (!Files.isSymbolicLink(next)) {
                requireDirectory(next);
                if (!rest.isEmpty()) {
                    requireClosed(next, STICKY);
                }
                folder = next;
            } else if (++links > MAX_LINKS) {
                throw new IOException(next + " is one of more than " + MAX_LINKS + " symbolic links");
            } else {
                Path target = Files.readSymbolicLink(next);
                Deque<Path> longer = new ArrayDeque<>();
                target.forEach(longer::add);
                longer.addAll(rest);
                rest = longer;
                folder = target.isAbsolute() ? target.getRoot() : folder;
            }
        }
        requireClosed(folder, 0);
        if (!trusted.contains(owner(folder)) && !mapsOwners(folder)) {
            requireOwner(folder, trusted);
        }
        return folder;
    }

    /**
     * Checks a folder inside a private folder. Creates it if it is missing.
     *
     * @param folder the private folder, as {@link #ensure} returned it
     * @throws IOException if the inner folder is a symbolic link, or if another user could change it
     */
    public static void ensureInside(Path folder, String name, String permissions) throws IOException {
        Path child = folder.resolve(name);
        if (!POSIX) {
            Files.createDirectories(child);
            return;
        }
        make(child, permissions);
        requireDirectory(child);
        requireClosed(child, 0);
        Set<String> trusted = trusted();
        trusted.add(owner(folder));
        requireOwner(child, trusted);
    }

    /** Attributes that create a file or folder with these permissions. The umask can only remove permissions. */
    public static FileAttribute<?>[] permissions(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static void make(Path folder, String permissions) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(folder, permissions(permissions));
            } catch (FileAlreadyExistsException e) {
                // Another process created it. The caller checks the owner and mode of every folder, new or not.
            }
        }
    }

    /** The trusted owners: the user of this process, and the owner of the root folder, who has full access anyway. */
    private static Set<String> trusted() throws IOException {
        Set<String> trusted = new HashSet<>(Set.of(owner(Path.of("/"))));
        user().ifPresent(trusted::add);
        return trusted;
    }

    private static Optional<String> user() {
        return ProcessHandle.current().info().user();
    }

    private static String owner(Path path) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
    }

    /** Whether new files in a folder belong to the owner of the folder. Some network file systems work like this. */
    private static boolean mapsOwners(Path folder) throws IOException {
        final Path probe;
        try {
            probe = Files.createTempFile(folder, "owner", null);
        } catch (AccessDeniedException e) {
            return false;
        }
        try {
            return owner(probe).equals(owner(folder));
        } finally {
            Files.delete(probe);
        }
    }

    private static void requireOwner(Path path, Set<String> trusted) throws IOException {
        String owner = owner(path);
        if (!trusted.contains(owner)) {
            throw new IOException(
                    path + " belongs to the user " + owner + ", who could change what is served; run chown "
                            + user().orElse("USER") + " on it, or choose another folder");
        }
    }

    private static void requireDirectory(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException(path + " is a symbolic link, which is not allowed here; move the folder here, or set"
                    + " HLS_OUTPUT_DIR to a folder on the other disk");
        }
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is not a folder");
        }
    }

    /**
     * Requires that other users cannot write to a folder.
     *
     * @param allowed mode bits that make a writable folder acceptable; in a sticky folder such as /tmp, users cannot
     *     replace the files of others
     */
    private static void requireClosed(Path folder, int allowed) throws IOException {
        int mode = (int) Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & OTHERS_WRITE) != 0 && (mode & allowed) == 0) {
            throw new IOException(folder + " can be written by other users (its mode is "
                    + Integer.toOctalString(mode & 07777) + "), who could change what is served; run chmod "
                    + (allowed == 0 ? "-R " : "") + "go-w on it, or choose another folder");
        }
    }
}
