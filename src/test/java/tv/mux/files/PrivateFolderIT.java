package tv.mux.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.mux.index.Checksum;
import tv.mux.index.IndexFile;
import tv.mux.index.IndexJson;
import tv.mux.index.StreamIndex;
import tv.mux.indexing.IndexStore;
import tv.mux.indexing.Sample;
import tv.mux.indexing.SegmentFiles;
import tv.mux.model.Segment;

/** Which folders Mux accepts, and how it treats symbolic links that another user created there. */
@ExtendWith(VertxExtension.class)
class PrivateFolderIT {
    private static final StreamIndex INDEX =
            Sample.after(Sample.takeLeadership("n1", Sample.NOW).applyTo(null), "r1", 5);
    private static final String PRIVATE_TEXT = "content of a private file";
    private static final int NOBODY = 65534;

    @TempDir
    Path root;

    private Path folder;
    private Path victim;

    @BeforeEach
    void setUp() throws IOException {
        folder = root.resolve("mux");
        victim = Files.writeString(root.resolve("victim"), PRIVATE_TEXT);
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private void isRefused(Path path, String... reasons) {
        assertThatThrownBy(() -> new IndexStore(path).close())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("HLS_OUTPUT_DIR=" + path + " cannot be used: ")
                .hasMessageContainingAll(reasons);
    }

    @Test
    void createdFoldersArePrivate() throws IOException {
        new IndexStore(folder.resolve("a/b")).close();
        for (Path created : List.of(folder, folder.resolve("a"), folder.resolve("a/b"))) {
            assertThat(Files.getPosixFilePermissions(created)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFolderThatOthersMayReadIsAccepted() throws IOException {
        Files.createDirectories(folder);
        mode(folder, "rwxr-xr-x");
        new IndexStore(folder).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx"})
    void aFolderThatOthersMayWriteIsRefused(String permissions) throws IOException {
        Files.createDirectories(folder.resolve("segments"));
        mode(folder, permissions);
        isRefused(folder, folder + " can be written by other users", "chmod -R go-w");
        mode(folder, "rwxr-xr-x");
        mode(folder.resolve("segments"), permissions);
        isRefused(folder, folder.resolve("segments") + " can be written by other users");
        mode(folder.resolve("segments"), "rwxr-xr-x");
        mode(root, permissions);
        isRefused(folder, root + " can be written by other users", "chmod go-w");
        mode(root, "rwx------");
        new IndexStore(folder).close();
    }

    @Test
    void aFolderOfAnotherUserIsRefused() throws IOException {
        Files.createDirectories(folder);
        assumeTrue(chown(folder), "only root can change the owner of a folder");
        isRefused(folder, folder + " belongs to the user ", "chown");
        // The same for a folder inside it, because the owner could replace that folder.
        Path below = Files.createDirectories(folder.resolve("mine"));
        isRefused(below, folder + " belongs to the user ");
    }

    private static boolean chown(Path path) {
        try {
            Files.setAttribute(path, "unix:uid", NOBODY);
            return true;
        } catch (IOException e) {
            System.out.println("PrivateFolderIT: the owner of a folder cannot be changed: " + e);
            return false;
        }
    }

    @Test
    void theFolderMayBeALinkOfThisUser() throws IOException {
        Path disk = Files.createDirectories(root.resolve("disk"));
        Files.createSymbolicLink(folder, Path.of("disk"));
        try (IndexStore store = new IndexStore(folder)) {
            assertThat(store.directory()).isEqualTo(disk.toRealPath());
        }
    }

    @Test
    void aLinkOfAnotherUserIsRefused() throws Exception {
        Path disk = Files.createDirectories(root.resolve("disk"));
        Files.createSymbolicLink(folder, disk);
        Process chown = new ProcessBuilder("chown", "-h", "" + NOBODY, folder.toString()).start();
        assumeTrue(
                chown.waitFor(10, TimeUnit.SECONDS) && chown.exitValue() == 0,
                "only root can change the owner of a link");
        isRefused(folder, folder + " belongs to the user ");
        assertThat(disk).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"segments", "runs", "slate", "segments/stream_1"})
    void aLinkInPlaceOfAnInnerFolderIsRefused(String name) throws IOException {
        Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
        Path link = folder.resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, elsewhere);
        isRefused(folder, link + " is a symbolic link");
    }

    @Test
    void writingReplacesALinkAndNotItsTarget() throws IOException {
        try (IndexStore store = new IndexStore(folder)) {
            Files.createSymbolicLink(folder.resolve("log.json.part"), victim);
            Files.createSymbolicLink(store.segments().resolve("1-r.ts.part"), victim);
            store.save(INDEX);
            store.put("1-r.ts", new byte[] {1});
            Files.createSymbolicLink(store.segments().resolve("2-r.ts"), victim);
            store.remove("2-r.ts");
            assertThat(store.load()).contains(INDEX);
            assertThat(store.segments()).isDirectoryNotContaining(file -> Files.isSymbolicLink(file));
        }
        assertThat(victim).hasContent(PRIVATE_TEXT);
    }

    @Test
    void aLinkInPlaceOfTheLockIsNotFollowed() throws IOException {
        Files.createDirectories(folder);
        Files.createSymbolicLink(folder.resolve("lock"), root.resolve("made"));
        assertThatThrownBy(() -> new IndexStore(folder).close()).hasMessageContaining("HLS_OUTPUT_DIR=");
        assertThat(root.resolve("made")).doesNotExist();
    }

    @Test
    void aLinkInPlaceOfTheIndexIsSetAside() throws IOException {
        try (IndexStore store = new IndexStore(folder)) {
            Path log = Files.write(root.resolve("planted"), IndexFile.encode(INDEX));
            Files.createSymbolicLink(folder.resolve("log.json"), log);
            assertThat(store.load()).isEmpty();
            assertThat(store.usedNumbers(Sample.SHAPE, Sample.NOW)).isEmpty();
        }
    }

    @Test
    void aLinkOrChangedBytesInPlaceOfASegmentAreNotServed(Vertx vertx) throws Exception {
        try (IndexStore store = new IndexStore(folder)) {
            byte[] bytes = PRIVATE_TEXT.getBytes(StandardCharsets.UTF_8);
            Segment linked = segment(1, bytes);
            Segment changed = segment(2, bytes);
            SegmentFiles files = new SegmentFiles(vertx, store.segments());
            Files.createSymbolicLink(store.segments().resolve(linked.file()), victim);
            store.put(changed.file(), bytes);
            assertThat(files.file(changed, 0).await(10, TimeUnit.SECONDS)).hasBinaryContent(bytes);
            ByteBuf read = files.read(changed, 0).await(10, TimeUnit.SECONDS);
            assertThat(read.readableBytes()).isEqualTo(bytes.length);
            read.release();
            Path file = store.segments().resolve(changed.file());
            FileTime modified = Files.getLastModifiedTime(file);
            bytes[3]++;
            store.put(changed.file(), bytes);
            Files.setLastModifiedTime(file, modified); // as if both were written within one tick of the kernel clock
            for (Segment segment : List.of(linked, changed)) {
                String reason = segment.equals(linked) ? " is a symbolic link" : " is damaged";
                assertThatThrownBy(() -> files.file(segment, 0).await(10, TimeUnit.SECONDS))
                        .hasMessageContaining(reason);
                assertThatThrownBy(() -> files.read(segment, 0).await(10, TimeUnit.SECONDS))
                        .hasMessageContaining(reason);
            }
        }
    }

    private static Segment segment(long msn, byte[] bytes) {
        long sum = Checksum.of(ByteBuffer.wrap(bytes));
        return new Segment(msn, 0, false, 0, 4000, true, "r", 1, "", "", List.of((long) bytes.length), List.of(sum));
    }

    @Test
    void anUpgradeKeepsTheFormerDefaultFolder() throws IOException {
        Path former = root.resolve("former");
        assertThat(FormerFolder.choose(folder, former)).isEqualTo(folder);
        Files.createDirectories(former);
        mode(former, "rwxr-xr-x");
        Files.writeString(former.resolve("log.json"), IndexJson.text(INDEX));
        assertThat(FormerFolder.choose(folder, former)).isEqualTo(former);
        mode(former, "rwxrwxrwx");
        assertThat(FormerFolder.choose(folder, former)).isEqualTo(folder);
        mode(former, "rwxr-xr-x");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("log.json"), IndexJson.text(INDEX));
        assertThat(FormerFolder.choose(folder, former)).isEqualTo(folder);
    }
}
