package tv.mux.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the default folder of the stream: after an upgrade, that of release 0.3 if the stream is there. */
public final class FormerFolder {
    private static final Logger LOG = LoggerFactory.getLogger(FormerFolder.class);

    private FormerFolder() {}

    /**
     * The default folder to use. Blocks.
     *
     * @param now the default of this release
     * @param former the default of release 0.3; returned if it contains {@code log.json}, no other user can change it,
     *     and {@code now} does not contain {@code log.json}
     */
    public static Path choose(Path now, Path former) {
        if (now.equals(former) || hasIndex(now) || !hasIndex(former)) {
            return now;
        }
        try {
            PrivateFolder.ensure(former);
        } catch (IOException e) {
            LOG.warn(
                    "the stream in {} is not continued, because other users could have changed the folder: {}",
                    former,
                    e.getMessage());
            return now;
        }
        LOG.warn(
                "the stream continues in {}, where release 0.3 stored it; a reboot may delete this folder;"
                        + " to keep the stream, stop Mux and run mv {} {}",
                former,
                former,
                now);
        return former;
    }

    private static boolean hasIndex(Path folder) {
        return Files.isRegularFile(folder.resolve("log.json"), LinkOption.NOFOLLOW_LINKS);
    }
}
