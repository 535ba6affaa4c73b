package tv.mux.log;

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
 * Folders that nobody else may change: they belong to the user who runs Mux or to root, nobody else may write in them, and
 * nobody else could put another folder in their place. Else another user of the machine decides what is read and written.
 */
public final class PrivateFolder {
    private static final int MAX_LINKS = 40;
    private static final int OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    private PrivateFolder() {}

    /**
     * Makes a folder, private to this user, where there is none; its parents too.
     *
     * @param path may lead over symbolic links, where nobody else could have made them
     * @return the folder without any link
     * @throws IOException when it cannot be made, or others could change it; the message says what to do
     */
    public static Path take(Path path) throws IOException {
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
     * Makes a folder in a private one, where there is none.
     *
     * @throws IOException when it is a symbolic link, or others could change it
     */
    static void below(Path folder, String name, String permissions) throws IOException {
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

    /** Attributes of a new file or folder; whatever the umask is, it gets no more than these permissions. */
    static FileAttribute<?>[] permissions(String permissions) {
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
                // Somebody was faster: what they made is held to the same rules.
            }
        }
    }

    /** The user this process runs as, and who owns the root of the file system: whoever is that can do anything anyway. */
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

    /** Whether what this process makes in a folder belongs to the folder's owner: so it is on some network disks. */
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
            throw new IOException(path + " is a symbolic link, which is not allowed there; move the folder here, or let"
                    + " HLS_OUTPUT_DIR itself lead to another disk");
        }
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is no folder");
        }
    }

    /** In a sticky folder (such as /tmp) others may write, but not replace what is not theirs. */
    private static void requireClosed(Path folder, int allowed) throws IOException {
        int mode = (int) Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & OTHERS_WRITE) != 0 && (mode & allowed) == 0) {
            throw new IOException(folder + " can be written by other users (its mode is "
                    + Integer.toOctalString(mode & 07777) + "), who could change what is served; run chmod "
                    + (allowed == 0 ? "-R " : "") + "go-w on it, or choose another folder");
        }
    }
}
