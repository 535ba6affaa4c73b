package tv.mux.run;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import tv.mux.bus.Addresses;
import tv.mux.bus.Bus;
import tv.mux.config.Config;
import tv.mux.files.FileTree;
import tv.mux.ladder.EncoderSettings;
import tv.mux.ladder.Ladder;
import tv.mux.ladder.RunCommand;
import tv.mux.model.PendingSegment;
import tv.mux.model.Position;
import tv.mux.model.StartRun;
import tv.mux.status.RunStatus;
import tv.mux.ts.TimeShift;
import tv.mux.ts.TsSegment;

/**
 * Measures how fast the default ladder is encoded, and how much the service adds to the cost of FFmpeg. In turn, plain
 * FFmpeg reads the media from a file, and the service fetches the same media over HTTP, runs the same command, and
 * reads and rebases every segment. Run it with {@code make bench-abr}.
 */
public final class AdaptiveBench {
    private static final int SECONDS = Integer.getInteger("seconds", 20);
    private static final int TURNS = Integer.getInteger("turns", 2);
    private static final String PICTURE = "testsrc2=s=%s:r=%s,noise=alls=12:allf=t";

    private final Config config = Config.from(Map.of("MUX_MODE", "abr"));
    private final Path folder;
    private final String size;
    private final int fps;

    /** Elapsed time, and processor time of FFmpeg and of the service, in seconds. */
    private record Measurement(double wall, double ffmpeg, double service) {
        double cpu() {
            return ffmpeg + service;
        }
    }

    private AdaptiveBench(Path folder, String size, int fps) {
        this.folder = folder;
        this.size = size;
        this.fps = fps;
    }

    /** Measures both inputs. */
    public static void main(String[] arguments) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%d s of media, %d turns, %d cores, ABR_PRESET=veryfast, the default ladder%n",
                SECONDS,
                TURNS,
                Runtime.getRuntime().availableProcessors());
        for (String input : List.of("1920x1080@25", "1280x720@30")) {
            Path folder = Files.createTempDirectory("mux-bench");
            try {
                int at = input.indexOf('@');
                new AdaptiveBench(folder, input.substring(0, at), Integer.parseInt(input.substring(at + 1))).measure();
            } finally {
                FileTree.delete(folder);
            }
        }
        System.exit(0);
    }

    private void measure() throws Exception {
        encodeInput();
        List<Measurement> plain = new ArrayList<>();
        List<Measurement> service = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            plain.add(plain());
            show("plain FFmpeg", plain.get(turn));
            service.add(service());
            show("the service", service.get(turn));
        }
        System.out.printf(
                Locale.ROOT,
                "%s@%d  the service over plain FFmpeg: %.3f of the time, %.3f of the CPU; its own CPU over that of its FFmpeg:"
                        + " %.3f%n",
                size,
                fps,
                sum(service, Measurement::wall) / sum(plain, Measurement::wall),
                sum(service, Measurement::cpu) / sum(plain, Measurement::cpu),
                sum(service, Measurement::service) / sum(service, Measurement::ffmpeg));
    }

    private static double sum(List<Measurement> all, ToDoubleFunction<Measurement> of) {
        return all.stream().mapToDouble(of).sum();
    }

    private void show(String name, Measurement measured) {
        System.out.printf(
                Locale.ROOT,
                "%s@%d  %-12s %.2f x real time, %.2f CPU seconds a second of media (FFmpeg %.2f, Mux %.3f)%n",
                size,
                fps,
                name,
                SECONDS / measured.wall(),
                measured.cpu() / SECONDS,
                measured.ffmpeg() / SECONDS,
                measured.service() / SECONDS);
    }

    /** Encodes the input: segments, their playlist, and one file with all segments. */
    private void encodeInput() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i"));
        command.add(String.format(Locale.ROOT, PICTURE, size, fps));
        command.addAll(List.of("-f", "lavfi", "-i", "sine=r=48000", "-t", "" + SECONDS, "-c:v", "libx264"));
        command.addAll(List.of("-preset", "ultrafast", "-g", "" + 2 * fps, "-b:v", "8M", "-maxrate", "8M"));
        command.addAll(List.of("-bufsize", "8M", "-pix_fmt", "yuv420p", "-c:a", "aac", "-f", "hls", "-hls_time", "2"));
        command.addAll(List.of("-hls_list_size", "0", "live.m3u8"));
        Process ffmpeg = new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        if (ffmpeg.waitFor() != 0) {
            throw new IOException("the input cannot be encoded with " + command);
        }
        try (var all = Files.newOutputStream(folder.resolve("all.ts"))) {
            for (Path segment : segments()) {
                Files.copy(segment, all);
            }
        }
    }

    private List<Path> segments() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("live[0-9]+\\.ts"))
                    .sorted(Comparator.comparingInt(file ->
                            Integer.parseInt(file.getFileName().toString().replaceAll("[^0-9]", ""))))
                    .toList();
        }
    }

    private TsSegment first() throws IOException {
        return TsSegment.read(Files.readAllBytes(segments().get(0)));
    }

    private Measurement plain() throws Exception {
        Path work = Files.createDirectories(folder.resolve("plain"));
        List<String> command = RunCommand.of(
                new RunCommand.Job("ffmpeg", config.hls().segmentTime(), Duration.ZERO, false),
                Ladder.of(config.abr().variants(), first(), 0, 6),
                EncoderSettings.of(config.abr().preset(), Runtime.getRuntime().availableProcessors()));
        long begin = System.nanoTime();
        Process ffmpeg = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectInput(folder.resolve("all.ts").toFile())
                .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
                .start();
        double cpu = awaitEnd(ffmpeg.toHandle());
        return new Measurement((System.nanoTime() - begin) / 1e9, cpu, 0);
    }

    /** Waits for the end of a process and returns its processor time in seconds. */
    private static double awaitEnd(ProcessHandle process) throws InterruptedException {
        Duration cpu = Duration.ZERO;
        while (process.isAlive()) {
            cpu = process.info().totalCpuDuration().orElse(cpu);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return cpu.toNanos() / 1e9;
    }

    private Measurement service() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            int port = vertx.createHttpServer()
                    .requestHandler(request -> request.response()
                            .sendFile(
                                    folder.resolve(request.path().substring(1)).toString()))
                    .listen(0, "127.0.0.1")
                    .await(10, TimeUnit.SECONDS)
                    .actualPort();
            Bus bus = new Bus(vertx);
            CompletableFuture<String> over = new CompletableFuture<>();
            bus.subscribe(Addresses.SEGMENT_FINISHED, AdaptiveBench::take);
            bus.subscribe(Addresses.RUN_STATE, state -> {
                if (state.phase() == RunStatus.Phase.ENDED) {
                    ended.complete(state.detail());
                }
            });
            vertx.deployVerticle(new RunVerticle(
                            config, 6000, config.abr().variants(), folder.resolve("runs"), new SimpleMeterRegistry()))
                    .await(10, TimeUnit.SECONDS);
            long ownBefore = ownNanos();
            long begin = System.nanoTime();
            // Begin with the first segment of the playlist.
            Position start = new Position(0, first().video().orElseThrow().first());
            String head = "http://127.0.0.1:" + port + "/live.m3u8";
            bus.request(Addresses.RUN_START, new StartRun("bench", head, null, start, true, 0, 0))
                    .await(10, TimeUnit.SECONDS);
            double cpu = awaitEnd(findProcess());
            ended.get(30, TimeUnit.SECONDS);
            return new Measurement((System.nanoTime() - begin) / 1e9, cpu, (ownNanos() - ownBefore) / 1e9);
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    private static ProcessHandle findProcess() throws InterruptedException, TimeoutException {
        for (int i = 0; i < 500; i++) {
            Optional<ProcessHandle> child = ProcessHandle.current().children().findFirst();
            if (child.isPresent()) {
                return child.get();
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new TimeoutException("no FFmpeg process was started");
    }

    /** Does the work of publishing a segment. */
    private static void publish(PendingSegment segment) {
        try {
            for (PendingSegment.File file : segment.files()) {
                byte[] bytes = Files.readAllBytes(Path.of(file.path()));
                TsSegment.read(bytes);
                TimeShift.apply(bytes, 900_000, pid -> pid & 15);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long ownNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
