package tv.mux.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After an upgrade a stream goes on where release 0.3 kept it by default, for as long as that folder is there. */
public final class FormerFolder {
    private static final Logger LOG = LoggerFactory.getLogger(FormerFolder.class);

    private FormerFolder() {}

    /**
     * The default folder to use. Blocks.
     *
     * @param now the default of this release
     * @param former the default of release 0.3; it counts if it has a log, nobody else may change it, and there is none yet in
     *     the one of this release
     */
    public static Path orElse(Path now, Path former) {
        if (now.equals(former) || hasLog(now) || !hasLog(former)) {
            return now;
        }
        try {
            PrivateFolder.take(former);
        } catch (IOException e) {
            LOG.warn("the stream in {} does not go on, for others could have changed it: {}", former, e.getMessage());
            return now;
        }
        LOG.warn(
                "the stream goes on in {}, where release 0.3 kept it, and which a reboot may clear; to keep it safe, stop Mux"
                        + " and run mv {} {}",
                former,
                former,
                now);
        return former;
    }

    private static boolean hasLog(Path folder) {
        return Files.isRegularFile(folder.resolve("log.json"), LinkOption.NOFOLLOW_LINKS);
    }
}
