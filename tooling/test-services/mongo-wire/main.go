// Command mongo-wire is a MongoDB server for test machines that have neither mongod nor a container
// engine: FerretDB, embedded, on SQLite files, behind a proxy that runs one command at a time.
//
// It prints one line of JSON when it accepts connections: {"address", "ferretdb", "go"}. It needs no
// orderly end: what a command has acknowledged survives a kill.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/FerretDB/FerretDB/ferretdb"
)

const ferretModule = "github.com/FerretDB/FerretDB"

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address to serve the MongoDB wire protocol on")
	data := flag.String("data", "", "existing folder for the database files")
	flag.Parse()

	if err := run(*listen, *data); err != nil {
		fmt.Fprintln(os.Stderr, "mongo-wire:", err)
		os.Exit(1)
	}
}

func run(listen, data string) error {
	if info, err := os.Stat(data); err != nil || !info.IsDir() {
		return fmt.Errorf("-data must name an existing folder, got %q", data)
	}

	backend, err := ferretdb.New(&ferretdb.Config{
		Handler:   "sqlite",
		SQLiteURL: sqliteURL(data),
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	go backend.Run(context.Background()) //nolint:errcheck // it always returns nil

	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	ready := map[string]string{
		"address":  listener.Addr().String(),
		"ferretdb": ferretVersion(),
		"go":       runtime.Version(),
	}
	if err := json.NewEncoder(os.Stdout).Encode(ready); err != nil {
		return err
	}
	upstream := strings.TrimSuffix(strings.TrimPrefix(backend.MongoDBURI(), "mongodb://"), "/")
	return (&proxy{upstream: upstream}).serve(listener)
}

// sqliteURL must end in "/" before its query. Without an fsync for each commit (synchronous=normal) a
// commit is several times faster and still survives the death of the process, though not of the machine.
func sqliteURL(folder string) string {
	return "file:" + strings.TrimSuffix(filepath.ToSlash(folder), "/") + "/?_pragma=synchronous(normal)"
}

// ferretVersion comes from the build itself: the embedded FerretDB calls its own version "unknown".
func ferretVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == ferretModule {
				return strings.TrimPrefix(module.Version, "v")
			}
		}
	}
	return "unknown"
}
